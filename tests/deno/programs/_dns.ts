// Every type of record, from the server at the port that is given.
import { show } from '../../show.mjs';

const nameServer = { ipAddr: '127.0.0.1', port: Number(Deno.args[0]) };
const ask = (name: string, type: string) =>
  show(`${name} ${type}`, () => Deno.resolveDns(name, type as 'A', { nameServer }));
for (const type of ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NAPTR', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'])
  await ask('a.test', type);
for (const [name, type] of [
  ['nx.test', 'A'],
  ['empty.test', 'A'],
  ['nx.test', 'MX'],
  ['1.2.3.4', 'PTR'],
  ['a..b', 'A'],
])
  await ask(name, type);

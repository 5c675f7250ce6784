import { handle } from './cases_common.mjs';

const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: handle });
console.log(server.port);

// A month's sales as an e-mail: rows of a CSV file, summed up by SQLite with money that stays exact, put into a message
// with the table as an attachment. Python's standard library, called from JavaScript; nothing has to be installed.
//
//   naja examples/sales_report.mjs [sales.csv]
import csv from 'python:csv';
import { Decimal } from 'python:decimal';
import { EmailMessage } from 'python:email.message';
import { StringIO } from 'python:io';
import sqlite3 from 'python:sqlite3';
import { quantiles } from 'python:statistics';
import py, { kw } from 'naja:python';

const SAMPLE = `day,region,product,price
2024-03-01,north,lamp,19.90
2024-03-02,south,lamp,19.90
2024-03-02,north,desk,249.00
2024-03-05,south,chair,79.45
2024-03-09,north,lamp,0.10
2024-03-11,south,"desk, white",269.00
`;

/** Rows of a CSV file as dicts; a file is closed at the end of the block. */
function readRows(path) {
  if (path === undefined) return [...csv.DictReader(new StringIO(SAMPLE))];
  using file = py.open(path, kw({ newline: '', encoding: 'utf-8' }));
  return [...csv.DictReader(file)];
}

/** SQLite with an aggregate that adds decimals up: a class of Python's, and a function of JavaScript's. */
function openDatabase(rows) {
  const { Total } = py.exec(`
from decimal import Decimal
class Total:
    def __init__(self): self.sum = Decimal(0)
    def step(self, value): self.sum += Decimal(value)
    def finalize(self): return str(self.sum)
`);
  const db = sqlite3.connect(':memory:');
  db.row_factory = sqlite3.Row;
  db.create_aggregate('total_of', 1, Total);
  db.create_function('kind', 1, (product) => product.split(',')[0]);
  py.with(db, () => {
    db.execute('create table sales (day text, region text, product text, price text)');
    db.executemany('insert into sales values (:day, :region, :product, :price)', rows);
  });
  return db;
}

const rows = readRows(process.argv[2]);
const db = openDatabase(rows);
const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });
const byRegion = db.execute(
  'select region, count(*) as n, total_of(price) as sum from sales group by region order by region',
);
const lines = [...byRegion].map(
  ({ 0: region, 1: n, 2: sum }) => `${region.padEnd(8)}${n} sales, ${money.format(sum)}`,
);
const best = db
  .execute('select kind(product), total_of(price) as sum from sales group by 1 order by sum + 0 desc')
  .fetchone();
const total = rows.map((row) => Decimal(row.price)).reduce((a, b) => py.add(a, b));
const [, median] = quantiles(
  rows.map((row) => Number(row.price)),
  kw({ n: 4 }),
);

const table = new StringIO();
csv.writer(table).writerows(rows.map((row) => [row.day, row.product, row.price]));
const message = new EmailMessage();
message.set('Subject', `Sales: ${money.format(total)}`);
message.set_content(
  [...lines, `Best: ${best[0]}, ${money.format(best[1])}; median ${money.format(median)}`].join('\n'),
);
message.add_attachment(table.getvalue(), kw({ subtype: 'csv', filename: 'sales.csv' }));

console.log(`Subject: ${message.get('Subject')}`);
console.log(message.get_body().get_content().trim());
for (const part of message.iter_attachments())
  console.log(part.get_filename(), part.get_content().length, 'characters');

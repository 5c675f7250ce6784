'use strict';

// Searches syntax trees: patterns, rules, relations, replacing, several languages, files on threads.

const fs = require('node:fs');
const { parse, parseAsync, parseFiles, findInFiles, kind, pattern, Lang } = require('@ast-grep/napi');

const said = (error) => `${error.name} ${error.code}: ${error.message}`;

async function main() {
  const source =
    "const a = 1;\nfunction f(x) { console.log(x, 'ü🎄'); return x == null ? a : x; }\nconsole.log(f(2));\n";
  const root = parse(Lang.JavaScript, source).root();
  const calls = root.findAll('console.log($$$ARGS)');
  console.log(
    calls.map((call) => [
      call.text(),
      call.range(),
      call.getMultipleMatches('ARGS').map((node) => node.text()),
    ]),
  );
  const compare = root.find({
    rule: { pattern: '$A == null', inside: { kind: 'return_statement', stopBy: 'end' } },
  });
  console.log(
    compare.text(),
    compare.getMatch('A').text(),
    compare.parent().kind(),
    compare.ancestors().map((node) => node.kind()),
  );
  console.log(
    root.kind(),
    root.children().map((node) => node.kind()),
    root.isNamed(),
    root.isLeaf(),
    root.id() === root.id(),
  );
  console.log(
    compare.inside('return $X'),
    compare.has('null'),
    compare.matches(pattern(Lang.JavaScript, '$L == $R')),
    compare.next(),
    compare.prev(),
  );
  const edits = root
    .findAll('$A == null')
    .map((node) => node.replace(`${node.getMatch('A').text()} === null`));
  console.log(edits, root.commitEdits(edits));
  console.log(
    root.findAll(kind(Lang.JavaScript, 'string')).map((node) => node.text()),
    root.field('body'),
    root.find('f($X)').field('arguments').text(),
  );
  console.log(
    parse(Lang.TypeScript, 'let x: number = <any>1').root().find('$T').kind(),
    parse(Lang.Html, '<p class="a">x</p>')
      .root()
      .find({ rule: { kind: 'attribute' } })
      .text(),
  );
  console.log(
    parse(Lang.Css, 'a { color: red }')
      .root()
      .find({ rule: { kind: 'property_name' } })
      .text(),
    parse(Lang.Tsx, '<A b={1}/>').root().find('<A b={$X}/>').getMatch('X').text(),
  );
  console.log(
    (await parseAsync(Lang.JavaScript, source)).root().text() === source,
    (await parseAsync(Lang.JavaScript, 'a b c'))
      .root()
      .find({ rule: { kind: 'ERROR' } })
      ?.text(),
  );
  for (const bad of [
    () => root.find({ rule: {} }),
    () => root.find({ rule: { kind: 'no_such_kind' } }),
    () => parse('NoLanguage', ''),
    () => root.find(12),
  ]) {
    try {
      console.log(bad());
    } catch (error) {
      console.log(said(error));
    }
  }
  fs.mkdirSync('src');
  for (let i = 0; i < 30; i++)
    fs.writeFileSync(`src/f${i}.js`, `const n${i} = call(${i}, "${'x'.repeat(i)}");\n`);
  const seen = [];
  // The number of files comes back when all are read, the callbacks maybe a little later.
  const matcher = { rule: { pattern: 'call($N, $S)' } };
  const found = await findInFiles(Lang.JavaScript, { paths: ['src'], matcher }, (error, nodes) => {
    seen.push(...nodes.map((node) => Number(node.getMatch('N').text())));
  });
  while (seen.length < found) await new Promise(setImmediate);
  console.log('files', found);
  console.log(seen.sort((a, b) => a - b).join());
  const names = [];
  const count = await parseFiles(['src'], (error, tree) => names.push(tree.filename()));
  while (names.length < count) await new Promise(setImmediate);
  console.log(count, names.length, new Set(names).size);
}

main();

'use strict';

// Compiles CSS: targets, minifying, modules, source maps, visitors in JavaScript, bundles with a resolver in JavaScript.

const fs = require('node:fs');
const path = require('node:path');
const css = require('lightningcss');

const text = (result) => Buffer.from(result.code).toString();

function failure(error) {
  const { name, message, fileName, loc, data } = error;
  return { name, message, fileName: fileName && path.basename(fileName), loc, data };
}

function compile(code, more) {
  return css.transform({ filename: 'a.css', code: Buffer.from(code), ...more });
}

function transforms() {
  console.log(
    text(compile('.a { color: #ff0000; margin: 0px auto 0px auto; & .b { inset: 1px } }', { minify: true })),
  );
  const targets = css.browserslistToTargets(['chrome 50', 'safari 10.1', 'firefox >= 60']);
  console.log(targets, css.Features.Nesting);
  const modern =
    '.a { color: lab(40% 56.6 39); .b & { backdrop-filter: blur(3px); inset: 2px } } @media (width >= 600px) { a { gap: 1rem } }';
  console.log(text(compile(modern, { targets })));
  console.log(
    text(
      compile('@custom-media --m (max-width: 30em); @media (--m) { a { color: red } }', {
        drafts: { customMedia: true },
        targets,
      }),
    ),
  );
  const mapped = compile('.a { color: red }\n.b { color: blue }', { minify: true, sourceMap: true });
  const map = JSON.parse(Buffer.from(mapped.map));
  console.log(text(mapped), map.sources, map.mappings, map.sourcesContent);
  console.log(
    compile('@import "x.css" screen; .a { background: url(img.png) }', { analyzeDependencies: true })
      .dependencies,
  );
  console.log(
    text(css.transform({ filename: 'ü.css', code: Buffer.from('.ключ::before { content: "🎄\\201C" }') })),
  );
  console.log(
    text(css.transformStyleAttribute({ code: Buffer.from('color: yellow; margin: 1px 1px'), minify: true })),
  );
  const unused = compile('.used { color: red } .gone { color: blue } @keyframes gone { to { top: 0 } }', {
    unusedSymbols: ['gone'],
    minify: true,
  });
  console.log(text(unused));
}

function modules() {
  const code =
    '.button { composes: base; composes: big from "./other.css"; color: red; animation: spin 1s } .base { top: 0 } ' +
    '@keyframes spin { to { rotate: 1turn } } :global(.raw) { left: 0 } .a { composes: outside from global }';
  const result = compile(code, { cssModules: { pattern: '[name]-[local]' }, minify: true });
  console.log(text(result));
  for (const name of Object.keys(result.exports).sort()) console.log(name, result.exports[name]);
  console.log(result.references);
}

function visitors() {
  const seen = [];
  const visitor = {
    StyleSheet(sheet) {
      seen.push(['rules', sheet.rules.length]);
    },
    Rule: {
      style(rule) {
        seen.push(rule.value.selectors.map((each) => each.map((part) => part.name ?? part.type).join(' ')));
      },
      unknown(rule) {
        seen.push(['unknown', rule.name]);
        return [];
      },
    },
    Declaration: {
      custom(property) {
        if (property.name === 'size') {
          return ['width', 'height'].map((name) => ({
            property: name,
            value: {
              type: 'length-percentage',
              value: { type: 'dimension', value: { unit: 'px', value: 32 } },
            },
          }));
        }
      },
    },
    Length: (length) => (length.unit === 'px' ? { unit: 'rem', value: length.value / 16 } : undefined),
    Color: (color) => (color.type === 'rgb' ? { ...color, g: 255 } : color),
    Url: (url) => ({ ...url, url: `https://cdn.example/${url.url}` }),
    Function: {
      double: ({ arguments: [first] }) => ({
        type: 'length',
        value: { unit: 'px', value: first.value.value * 2 },
      }),
    },
    DeclarationExit: { 'border-radius': () => [] },
  };
  const code =
    '@plugin x; .a > .b { size: 1; margin: 16px; color: #f00; background: url(x.png); border-radius: 2px; padding: double(4) }';
  console.log(text(compile(code, { visitor, minify: true })), seen);
  const composed = css.composeVisitors([
    { Length: (l) => ({ ...l, value: l.value + 1 }) },
    { Length: (l) => ({ ...l, value: l.value * 2 }) },
  ]);
  console.log(text(compile('a { top: 3px }', { visitor: composed, minify: true })));
  try {
    compile('a { top: 3px }', {
      visitor: {
        Length() {
          throw new RangeError('no lengths');
        },
      },
    });
  } catch (error) {
    console.log(failure(error));
  }
}

function errors() {
  for (const code of ['.a { color: red', '.a {{ }', 'a { color: }', '@import url(x.css); } b {']) {
    try {
      console.log(text(compile(code, { minify: true })));
    } catch (error) {
      console.log(failure(error));
    }
  }
  const tolerant = compile('.a { color: ; top: 1px } @@ {} .b { left: 0 }', {
    errorRecovery: true,
    minify: true,
  });
  console.log(
    text(tolerant),
    tolerant.warnings.map(({ message, loc }) => [message, loc.line, loc.column]),
  );
  try {
    css.transform({ filename: 'x.css', code: 'not bytes' });
  } catch (error) {
    console.log(error.code, error.message);
  }
}

async function bundles() {
  const at = (name) => path.join(process.cwd(), name);
  fs.writeFileSync(at('main.css'), '@import "./one.css"; @import "./two.css" print; .main { color: red }');
  fs.writeFileSync(at('one.css'), '@import "./two.css"; .one { color: green }');
  fs.writeFileSync(at('two.css'), '.two { color: blue }');
  console.log(text(css.bundle({ filename: at('main.css'), minify: true })));
  const files = {
    '/entry.css': '@import "pkg:a"; @import "pkg:b"; .entry { top: 0 }',
    '/a': '@import "pkg:c"; .a { top: 1px }',
    '/b': '.b { top: 2px }',
    '/c': '.c { top: 3px }',
  };
  const asked = [];
  const resolver = {
    async read(file) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      asked.push(`read ${file}`);
      if (!(file in files)) throw new Error(`there is no ${file}`);
      return files[file];
    },
    resolve(specifier, from) {
      asked.push(`${specifier} from ${from}`);
      return specifier.replace('pkg:', '/');
    },
  };
  const bundled = await css.bundleAsync({ filename: '/entry.css', minify: true, resolver });
  console.log(text(bundled), asked.sort());
  const visited = await css.bundleAsync({
    filename: '/entry.css',
    minify: true,
    resolver,
    visitor: { Length: (l) => ({ ...l, unit: 'em' }) },
  });
  console.log(text(visited));
  const many = await Promise.all(
    Array.from({ length: 10 }, () => css.bundleAsync({ filename: '/entry.css', minify: true, resolver })),
  );
  console.log(many.every((each) => text(each) === text(bundled)));
  files['/entry.css'] = '@import "pkg:missing"; .x { top: 0 }';
  await css.bundleAsync({ filename: '/entry.css', resolver }).catch((error) => console.log(failure(error)));
  resolver.resolve = () => {
    throw new TypeError('cannot resolve');
  };
  await css.bundleAsync({ filename: '/entry.css', resolver }).catch((error) => console.log(failure(error)));
  await css
    .bundleAsync({ filename: '/entry.css', resolver: { read: () => 12 } })
    .catch((error) => console.log(failure(error)));
  await css
    .bundleAsync({ filename: at('nowhere.css') })
    .catch((error) => console.log(error.name, /No such file/.test(error.message)));
  try {
    css.bundle({ filename: at('nowhere.css') });
  } catch (error) {
    console.log(error.name, /No such file/.test(error.message), error.loc);
  }
}

async function main() {
  for (const part of [transforms, modules, visitors, errors, bundles]) {
    console.log(`--- ${part.name}`);
    await part();
  }
}

main();

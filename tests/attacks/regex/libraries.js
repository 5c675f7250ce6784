// Tries: the runtime's own expressions: URLs, headers, cookies, dates, globs, paths, query strings, UTF-8 and MIME types.
// Escape: the limit does not stop it.
const long = 'a'.repeat(50000);
probe('URLPattern', () =>
  new URLPattern({ pathname: '/:a+/:b+/:c+/*' }).test({ pathname: `/${'a/'.repeat(2000)}!` }),
);
probe('matchesGlob', () => require('node:path').matchesGlob(long, '*a*a*a*a*a*a*a*a*a*b'));
probe('Bun.Glob', () => new Bun.Glob('{*,a}{*,a}{*,a}{*,a}{*,a}{*,a}{*,a}*b').match(long));
probe('MIMEType', () => new (require('node:util').MIMEType)(`text/${long};${'a=b;'.repeat(10000)}`));
probe('Date', () => new Date(' '.repeat(100000) + '('.repeat(100000)));
probe('querystring', () => require('node:querystring').parse('&'.repeat(1e6) + 'a=b'));
probe('parseArgs', () =>
  require('node:util').parseArgs({ args: Array(10000).fill(`--${long}`), strict: false, options: {} }),
);
probe('stripVTControlCharacters', () => require('node:util').stripVTControlCharacters('\u001b['.repeat(1e5)));

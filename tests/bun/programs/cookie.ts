// Bun.Cookie and Bun.CookieMap; Bun.TOML and Bun.JSONC.
import { show as t } from '../../show.mjs';

t('1', () => new Bun.Cookie('a', 'b').toString());
t('2', () =>
  new Bun.Cookie('a', 'b', {
    path: '/x',
    domain: 'Ex.com',
    maxAge: 5,
    secure: true,
    httpOnly: true,
    sameSite: 'none',
    partitioned: true,
    expires: new Date(0),
  }).toString(),
);
t('3', () =>
  new Bun.Cookie(
    'a=b; Path=/q; HttpOnly; Max-Age=3; Domain=x.y; SameSite=Lax; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure',
  ).toJSON(),
);
t('4', () => Bun.Cookie.parse('k=v; Partitioned').toJSON());
t('5', () => Bun.Cookie.from('a', 'b', { path: '/' }).serialize());
t('6', () => new Bun.Cookie({ name: 'n', value: 'v w;' }).toString());
t('7', () => [
  new Bun.Cookie('a', 'b').isExpired(),
  new Bun.Cookie('a', 'b', { maxAge: 0 }).isExpired(),
  new Bun.Cookie('a', 'b', { expires: 0 }).isExpired(),
]);
t('8', () => new Bun.Cookie('a b', 'c'));
t('9', () => new Bun.Cookie('', 'c').toString());
t('10', () => new Bun.Cookie('a', 'b', { sameSite: 'foo' }));
t('11', () => new Bun.Cookie('a', 'b', { path: 'x;y' }));
t('12', () => new Bun.Cookie());
t('13', () => {
  const c = new Bun.Cookie('a', 'b');
  return [
    c.name,
    c.value,
    c.domain,
    c.path,
    c.expires,
    c.maxAge,
    c.secure,
    c.httpOnly,
    c.sameSite,
    c.partitioned,
    Object.keys(c),
    JSON.stringify(c),
  ];
});
t('14', () => {
  const c = new Bun.Cookie('a', 'b');
  c.value = 'é';
  c.path = '/p';
  c.maxAge = 9;
  c.secure = true;
  c.sameSite = 'strict';
  c.domain = 'd.e';
  c.expires = 1000;
  c.httpOnly = true;
  c.partitioned = true;
  return c.toString();
});
t('15', () => {
  const c = new Bun.Cookie('a', 'b', { expires: new Date(5000) });
  return [c.expires instanceof Date, c.expires.getTime()];
});
t('16', () => new Bun.Cookie('a', 'b', { expires: 'Thu, 01 Jan 2030 00:00:00 GMT' }).toString());
t('17', () => new Bun.Cookie('a', 'b', { expires: NaN }));
t('18', () => new Bun.Cookie('a', 'b', { maxAge: NaN }).toString());
t('19', () => Bun.Cookie.parse(''));
t('20', () => Bun.Cookie.parse('novalue'));
t('21', () => Bun.Cookie.parse('a=b%20c').value);
t('22', () => new Bun.Cookie('a', 'b', { domain: 'a b' }));
t('23', () => Bun.Cookie.parse('a=b; sameSite=weird').toJSON());
t('24', () => Bun.Cookie.parse(' a = b ').toJSON());
t('25', () => Bun.Cookie.parse('a="q"').value);
t('26', () => new Bun.Cookie('a', 'b', { path: undefined }).toString());
t('27', () => new Bun.Cookie('a', 'b', { path: '' }).toString());
t('28', () => new Bun.Cookie('a', 'b', { path: null }).toString());
t('29', () => new Bun.Cookie('a', 'b', { maxAge: -1 }).toString());
t('30', () => new Bun.Cookie('a', 'b', { maxAge: 1.7 }).toString());
t('m1', () => {
  const m = new Bun.CookieMap('a=1; b=2; a=3');
  return [
    m.get('a'),
    m.get('b'),
    m.get('c'),
    m.has('a'),
    m.size,
    [...m],
    [...m.keys()],
    [...m.values()],
    [...m.entries()],
    m.toJSON(),
    m.toSetCookieHeaders(),
  ];
});
t('m2', () => {
  const m = new Bun.CookieMap({ x: '1', y: '2' });
  m.set('z', '3');
  m.set('x', '4', { path: '/p', httpOnly: true });
  m.delete('y');
  return [[...m], m.toSetCookieHeaders(), m.size, m.get('y')];
});
t('m3', () => {
  const m = new Bun.CookieMap([
    ['a', '1'],
    ['b', '2'],
  ]);
  const o = [];
  m.forEach((v, k, mm) => o.push(v, k, mm === m));
  m.delete({ name: 'a', domain: 'd', path: '/q' });
  return [o, m.toSetCookieHeaders()];
});
t('m4', () => {
  const m = new Bun.CookieMap();
  m.set(new Bun.Cookie('q', 'w'));
  m.set({ name: 'e', value: 'r' });
  return [m.size, m.toSetCookieHeaders()];
});
t('m5', () => new Bun.CookieMap('a=%20x; =y; z; b="q"').toJSON());
t('m6', () => new Bun.CookieMap(5));
t('m7', () => new Bun.CookieMap().set());
t('m8', () => new Bun.CookieMap().get());
t('m9', () => new Bun.CookieMap('').size);
t('m10', () => String(new Bun.CookieMap('a=b')));

t(1, () => Bun.TOML.parse('a=1\nb=1.5\n[c.d]\ne="x"\nf=[1,"y",true]\ng={h=1}\n[[k]]\nz=1\n[[k]]\nz=2\n'));
t(3, () => Bun.JSONC.parse('{"a":1,/*x*/"b":[1,2,],// y\n"c":"//no",}'));
t(5, () => Bun.JSONC.parse('[1 /* , */ , ]'));
t(6, () => Bun.JSONC.parse('"a,]"'));
for (const text of ['a=', '[']) {
  try {
    Bun.TOML.parse(text);
  } catch (error: any) {
    console.log(error.name);
  }
}
console.log((await Bun.dns.lookup('localhost', { family: 4 }))[0].address);

import { z } from 'zod';

const User = z.object({
  id: z.uuid(),
  name: z.string().min(2).trim(),
  age: z.coerce.number().int().positive().optional(),
  email: z.email(),
  roles: z.array(z.enum(['admin', 'user'])).default(['user']),
  meta: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  when: z.iso.datetime().transform((text) => new Date(text).getTime()),
});
const good = {
  id: '6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b',
  name: ' Ann ',
  age: '42',
  email: 'a@b.co',
  meta: { a: 1, b: null },
  when: '2026-01-01T00:00:00Z',
};
console.log(User.parse(good));
const bad = User.safeParse({
  ...good,
  id: 'x',
  name: '',
  email: 'nope',
  roles: ['root'],
  meta: { a: {} },
  extra: 1,
});
console.log(
  bad.success,
  bad.error.issues.map(({ path, code, message }) => [path.join('.'), code, message]),
);
console.log(z.prettifyError(bad.error));
console.log(JSON.stringify(z.toJSONSchema(z.object({ a: z.string(), b: z.number().optional() }))));
const tree = z.object({
  value: z.number(),
  get children() {
    return z.array(tree);
  },
});
console.log(JSON.stringify(tree.parse({ value: 1, children: [{ value: 2, children: [] }] })));
console.log(
  await z
    .string()
    .refine(async (s) => s.length > 3, 'too short')
    .safeParseAsync('abc')
    .then((r) => r.error.issues[0].message),
);

import { NIL, parse, stringify, v1, v3, v4, v5, v6, v7, validate, version } from 'uuid';

console.log(v5('hello.example.com', v5.DNS), v3('hello.example.com', v3.DNS), NIL);
const random = new Uint8Array([...Array(16).keys()]);
console.log(
  v4({ random }),
  v1({ node: [1, 2, 3, 4, 5, 6], clockseq: 0x1234, msecs: 1700000000000, nsecs: 5678 }),
);
console.log(
  v7({ msecs: 1700000000000, random, seq: 5 }),
  v6({ node: [1, 2, 3, 4, 5, 6], clockseq: 1, msecs: 1700000000000, nsecs: 1 }),
);
const many = new Set(Array.from({ length: 1000 }, () => v4()));
console.log(
  many.size,
  [...many].every((id) => validate(id) && version(id) === 4),
);
console.log(stringify(parse('6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b')), validate('nope'));

import assert from 'node:assert';
import { describe, it } from 'node:test';
describe('sum', () => {
  it('adds', () => assert.strictEqual(1 + 1, 2));
  it('is wrong', () => assert.deepStrictEqual([1, { a: 2 }], [1, { a: 3 }]));
});
console.log('printed by sum', process.env.NODE_TEST_CONTEXT, process.env.NODE_TEST_WORKER_ID !== undefined);

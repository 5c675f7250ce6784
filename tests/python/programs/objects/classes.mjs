// Classes, instances, attributes, methods.
import assert from 'node:assert';
import { inspect } from 'node:util';
import shapes, {
  Child,
  Color,
  Dynamic,
  Level,
  Pair,
  Point,
  Slots,
  Sub,
  Unprintable,
} from 'python:./shapes.py';
import py, { kw, PythonError } from 'naja:python';

const { equal, deepEqual, throws, ok } = assert;
const point = new Point(3);
equal(typeof point, 'object');
equal(typeof Point, 'function');
equal(typeof shapes.add, 'function');
deepEqual(
  [point.x, point.y, point.double, Point(4).x, Point.make(7).x, point.plain(5)],
  [3, 2.5, 6, 4, 7, 5],
);
deepEqual([point.norm(), point.norm(2), point.norm(kw({ scale: 3 }))], [15.25, 30.5, 45.75]);
const { norm } = point;
equal(norm(), 15.25);
equal(point.norm, point.norm);
equal(point.constructor, Point);
equal(Point.name, 'Point');
equal(point.nothing, undefined);

// instanceof, also by what errors bring.
ok(point instanceof Point && !(point instanceof Child) && new Child(1) instanceof Point);
ok(
  point instanceof py.object && py.int instanceof py.type && 'text' instanceof py.str && 1 instanceof py.int,
);
ok(!({} instanceof Point) && !(null instanceof Point));

// Attributes.
point.x = 10;
equal(point.norm(), 106.25);
point.extra = 'e';
deepEqual(Object.keys(point), ['x', 'y', 'extra']);
deepEqual(Object.entries(point), [
  ['x', 10],
  ['y', 2.5],
  ['extra', 'e'],
]);
deepEqual({ ...point }, { x: 10, y: 2.5, extra: 'e' });
ok('extra' in point && Object.hasOwn(point, 'extra') && !Object.hasOwn(point, 'norm') && 'norm' in point);
ok(delete point.extra);
ok(!('extra' in point) && point.extra === undefined);
point.norm = (x) => `mine ${x}`;
equal(point.norm(1), 'mine 1');
delete point.norm;
equal(point.norm(), 106.25);
throws(
  () => {
    new Slots().b = 1;
  },
  { name: 'AttributeError' },
);
throws(
  () => {
    point.double = 1;
  },
  (e) => e instanceof py.AttributeError && e instanceof PythonError,
);
const slots = new Slots();
slots.a = 1;
deepEqual(Object.keys(slots), ['a']);
equal(new Dynamic().hasIt, 'hasIt');
equal(new Dynamic().other, undefined);
throws(() => new Dynamic().boom, { name: 'RuntimeError', message: 'boom' });
Object.defineProperty(point, 'defined', { value: 4 });
equal(shapes.call(py.getattr, point, 'defined'), 4);
throws(() => Object.defineProperty(point, 'x', { get() {} }), TypeError);
throws(() => Object.freeze(point), TypeError);
throws(() => Object.setPrototypeOf(point, {}), TypeError);

// As text.
equal(String(point), `${point}`);
equal(inspect(new Point(1)), 'Point(x=1, y=2.5)');
equal(inspect([new Point(1)]), '[ Point(x=1, y=2.5) ]');
equal(inspect(new Point(1), { showProxy: true }), 'Point(x=1, y=2.5)');
equal(Object.prototype.toString.call(point), '[object Point]');
equal(inspect(point.norm).split('\n')[0], '[Python function] shapes.Point.norm(scale: float = 1) -> float');
ok(inspect(py.json.loads).includes('Deserialize'));
ok(py.doc(Point).includes('A point.') && py.doc(point.norm).includes('norm(scale'));
throws(() => String(new Unprintable()), { name: 'RuntimeError' });
equal(inspect(new Unprintable()), '<Unprintable object whose repr() raised RuntimeError>');

// Enums, namedtuples, subclasses of the plain types.
equal(Color.RED, Color.RED);
equal(Color.RED.value, 1);
equal(Color(2), Color.BLUE);
equal(py.getitem(Color, 'BLUE'), Color.BLUE);
equal(Level.LOW + 1, 4);
deepEqual(
  [...Color].map((color) => color.name),
  ['RED', 'BLUE'],
);
const pair = Pair(1, 'b');
deepEqual([pair.a, pair[1], pair.length, pair.at(-1), ...pair], [1, 'b', 2, 'b', 1, 'b']);
const sub = Sub('text');
deepEqual(
  [`${sub}`, sub == 'text', sub.length, sub.upper(), sub instanceof py.str],
  ['text', true, 4, 'TEXT', true],
);

// JSON and clones.
equal(
  JSON.stringify({ point: new Point(1), color: Color.RED, pair }),
  '{"point":{"x":1,"y":2.5},"color":1,"pair":[1,"b"]}',
);
throws(() => structuredClone(point), { name: 'DataCloneError' });
throws(() => structuredClone(Point), { name: 'DataCloneError' });

// What is no function, no class, no object of Python's.
throws(() => point(), TypeError);
throws(() => new shapes.add(1, 2), TypeError);
throws(() => Point(), { name: 'TypeError', message: /missing 1 required positional argument/ });
throws(() => Object.getPrototypeOf(point).toString.call({}), TypeError);
equal(shapes.call(py.getattr, point, 'x'), 10);
ok(py.isPython(point) && !py.isPython({}) && !py.isPython(1));
console.log('done');

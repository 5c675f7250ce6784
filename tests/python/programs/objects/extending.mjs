// `class Mine extends PyClass`: both sides find what the other one has.
import assert from 'node:assert';
import { inspect } from 'node:util';
import py, { kw } from 'naja:python';
import { Animal, Herd, speak } from 'python:./animals.py';
import { Counted } from 'python:./shapes.py';

const { equal, deepEqual, ok, throws } = assert;
const kState = Symbol('state');

class Cat extends Animal {
  #lives = 9;
  toys = 3;
  [kState] = 'hungry';

  constructor(name, options = {}) {
    super(name, kw({ legs: options.legs ?? 4 }));
    this.colour = options.colour ?? 'grey';
  }
  sound() {
    return `${super.sound()} meow`;
  }
  get lives() {
    return this.#lives;
  }
  set lives(count) {
    this.#lives = count;
  }
  get title() {
    return `Cat ${super.title}`;
  }
  static kind() {
    return `a kind of ${this.family}`;
  }
  *[Symbol.iterator]() {
    yield* ['paw', 'tail'];
  }
  async later() {
    return this.name;
  }
}
const cat = new Cat('Tom', { colour: 'black' });
ok(cat instanceof Cat && cat instanceof Animal && py.isinstance(cat, Animal) && py.isPython(cat));
ok(!(new Animal('x') instanceof Cat) && !({} instanceof Cat));
deepEqual(
  [cat.name, cat.legs, cat.colour, cat.toys, cat.lives, cat[kState], cat.constructor, inspect(cat)],
  ['Tom', 4, 'black', 3, 9, 'hungry', Cat, "Cat('Tom')"],
);
deepEqual([cat.sound(), cat.title, [...cat]], ['... meow', 'Cat Tom the animal', ['paw', 'tail']]);
// Python calls the methods, accessors and iterators of JavaScript's.
deepEqual(speak(cat), ['Tom says ... meow', 'Cat Tom the animal', ['paw', 'tail'], 'black']);
equal(await py.asyncio.ensure_future(py.eval('lambda cat: cat.later()')(cat)), 'Tom');
py.setattr(cat, 'lives', 7);
equal(cat.lives, 7);
cat.lives = 5;
equal(py.getattr(cat, 'lives'), 5);
equal(cat.describe(), 'Tom says ... meow');
// What an instance has itself comes before a method, and Python's own fields are plain ones.
cat.sound = () => 'silence';
deepEqual([cat.sound(), cat.describe()], ['silence', 'Tom says silence']);
delete cat.sound;
equal(cat.sound(), '... meow');
deepEqual(Object.keys(cat).toSorted(), ['colour', 'legs', 'name', 'toys']);
ok('lives' in cat && 'describe' in cat && !('wings' in cat) && Object.hasOwn(cat, 'toys'));
// Its private fields are where its proxy is, which it keeps while Python has it.
const herd = new Herd();
herd.add(new Cat('Kept'));
for (let i = 0; i < 3; i++) {
  globalThis.gc();
  await new Promise((resolve) => setImmediate(resolve));
}
deepEqual([herd.get(0).lives, herd.get(0)[kState]], [9, 'hungry']);

// The class: what is static, what Python makes of it, class methods.
deepEqual(
  [Cat.kind(), Cat.family, Cat.name, typeof Cat.prototype.sound],
  ['a kind of felidae?', 'felidae?', 'Cat', 'function'],
);
Cat.family = 'felidae';
deepEqual([Cat.family, Animal.family], ['felidae', 'felidae?']);
const named = Cat.named('Made');
ok(named instanceof Cat && named.lives === 9 && named.colour === 'grey');
const born = herd.born(Cat);
ok(born instanceof Cat && born[kState] === 'hungry' && born.name === 'born');
deepEqual(herd.about(Cat), ['Cat', true, 'a kind of felidae']);
equal(herd.with_options(Cat), 3);

// Further down, and in Python again.
class Kitten extends Cat {
  sound() {
    return `${super.sound()}!`;
  }
  constructor() {
    super('Kit', { legs: 4 });
  }
}
deepEqual(speak(new Kitten())[0], 'Kit says ... meow!');
ok(new Kitten() instanceof Cat && py.issubclass(py.type(new Kitten()), py.type(cat)));
equal(new Kitten().lives, 9);
deepEqual(herd.derived(Cat), ['Sub says ... meow', true]);
ok(Reflect.construct(Animal, ['r'], Kitten) instanceof Kitten);

// Python's own classes, abstract ones, containers, exceptions.
class Tags extends py.html.parser.HTMLParser {
  tags = [];
  seen = new Map();
  handle_starttag(tag, attributes) {
    this.tags.append(tag);
    this.last = attributes;
  }
}
const parser = new Tags();
parser.feed('<p class="c"><b>');
deepEqual([...parser.tags, parser.last.length], ['p', 'b', 0]);
class Encoder extends py.json.JSONEncoder {
  default(value) {
    return `<${py.type(value).__name__}>`;
  }
}
equal(py.json.dumps([py.object()], kw({ cls: Encoder })), '["<object>"]');
class Table extends py.dict {
  total() {
    return [...this.values()].reduce((a, b) => a + b, 0);
  }
}
const table = new Table({ a: 1 });
table.b = 2;
deepEqual(
  [table.total(), { ...table }, table.size, table.get('a'), [...table.keys()]],
  [3, { a: 1, b: 2 }, 2, 1, ['a', 'b']],
);
class Stack extends py.list {
  peek() {
    return this.at(-1);
  }
  push(...values) {
    return super.push(...values.map((value) => value * 2));
  }
}
const stack = new Stack([1]);
equal(stack.push(2, 3), 3);
deepEqual(
  [stack.peek(), stack.map((x) => x + 1), stack.length, Array.isArray(stack)],
  [6, [2, 5, 7], 3, true],
);
class Text extends py.str {
  shout() {
    return `${this.upper()}!`;
  }
}
equal(new Text('hey').shout(), 'HEY!');
class Pair extends py.tuple {
  get both() {
    return this[0] + this[1];
  }
}
equal(new Pair([1, 2]).both, 3);
class Missing extends py.KeyError {
  hint = 'look elsewhere';
}
const caught = py.eval('lambda f, g: g(f)')(() => {
  throw new Missing('key');
}, py.exec('def g(f):\n  try: f()\n  except KeyError as error: return error').g);
ok(caught instanceof Missing && caught.hint === 'look elsewhere');
class Thread extends py.threading.Thread {
  run() {
    this.result = 42;
  }
}
const thread = new Thread();
thread.start();
await py.asyncio.to_thread(thread.join);
equal(thread.result, 42);

// An instance and its proxy keep each other: a cycle through both heaps, which is collected.
class Mortal extends Counted {
  #own = {};
}
for (let i = 0; i < 200; i++) new Mortal();
equal(Counted.alive, 200);
globalThis.gc();
await new Promise((resolve) => setImmediate(resolve));
py.gc();
await new Promise((resolve) => setImmediate(resolve));
ok(Counted.alive < 20, String(Counted.alive));

// What cannot be.
class Flag extends py.bool {}
throws(() => new Flag(), { name: 'TypeError', message: /not an acceptable base type/ });
throws(() => Cat('x'), TypeError);
class Bad extends Animal {
  constructor() {
    super();
  }
}
throws(() => new Bad(), { name: 'TypeError', message: /missing 1 required positional argument/ });
class Throws extends Animal {
  constructor() {
    super('t');
    throw new RangeError('in the constructor');
  }
}
throws(() => herd.born(Throws), RangeError);
console.log('done');

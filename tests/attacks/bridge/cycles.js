// Tries: values that contain themselves, in every kind of container, and as their own keys.
// Escape: the host copies for ever, or crashes when it looks at them.
const list = [];
list.push(list, { list });
const map = new Map();
map.set('map', map).set(1, list);
const set = new Set();
set.add([set]);
const object = { list, map };
object.object = object;
for (const value of [list, map, set, object]) {
  probe('an argument', () => length(value));
  probe('back', () => typeof echo(value));
}
probe('its own key', () => length(new Map([[map, 1]])));
probe('a key that contains it', () => {
  const inner = [];
  const outer = new Map([[inner, 1]]);
  inner.push(outer);
  return length(outer);
});
probe('an error', () => {
  const e = new Error('x');
  e.cause = [e];
  return length(e);
});
({ list, object });

// Prints what a call gives, as JSON, or the error that it throws.
const text = (value) =>
  value === undefined
    ? 'undefined'
    : JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}n` : item));

const fail = (name, error) =>
  console.log(name, 'ERR', error?.name, error?.code, error?.message, error?.constructor?.name);

/** A promise is waited for. */
export function show(name, call) {
  try {
    const result = call();
    if (typeof result?.then === 'function') {
      return result.then(
        (value) => console.log(name, text(value)),
        (error) => fail(name, error),
      );
    }
    console.log(name, text(result));
  } catch (error) {
    fail(name, error);
  }
}

const shown = (key, value) => {
  if (Error.isError(value))
    return { message: value.message, type: value.failureType, cause: String(value.cause) };
  return /duration/.test(key) ? 0 : value;
};
export default async function* events(source) {
  for await (const { type, data } of source) {
    const text = JSON.stringify(data, shown).replaceAll(import.meta.dirname, 'DIR');
    if (!/duration_ms \d/.test(text)) yield `${type} ${text}\n`;
  }
}

const output = await Deno.open("example.txt", {
create: true,
append: true,
});
const outputWriter = output.writable.getWriter();
await outputWriter.ready;
const encoded = new TextEncoder().encode("I love Deno!");
await outputWriter.write(encoded);
await outputWriter.close();
const input = await Deno.open("example.txt");
const inputReader = input.readable.getReader();
const decoder = new TextDecoder();
while (true) {
const result = await inputReader.read();
if (result.done) {
break;
}
console.log(`Read chunk: ${decoder.decode(result.value)}`);
}

const rs = new ReadableStream({
start(controller) {
controller.enqueue(new TextEncoder().encode("hello\n"));
controller.close();
},
});
const response = new Response(rs);
await Bun.write("out.log", response);
console.log("✅ Done writing to out.log");
process.exit(0);

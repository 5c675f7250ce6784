const server = Bun.listen({
hostname: "0.0.0.0",
port: 8080,
socket: {
open(socket) {
socket.write("Welcome to TCP server!\n");
},
data(socket, data) {
console.log("Received:", data.toString());
},
close(socket) {
console.log("Client disconnected.");
},
},
});

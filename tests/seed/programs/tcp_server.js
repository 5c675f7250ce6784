// Example: TCP Server
const net = require('net')
const server = net.createServer(socket => {
socket.write('Welcome!\n')
socket.on('data', data => {
console.log('Received:', data.toString())
})
})
server.listen(4000)

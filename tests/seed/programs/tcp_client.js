const net = require('net')
// Example: TCP Client
const client = net.createConnection({ port: 4000 }, () => {
client.write('Hello server!')
})

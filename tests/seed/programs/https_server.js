// The HTTP server of the article, with a certificate.
const https = require('https')
const fs = require('fs')
const server = https.createServer({
cert: fs.readFileSync('./cert.pem'),
key: fs.readFileSync('./key.pem'),
}, (req, res) => {
res.writeHead(200)
res.end('Hello, World!')
})
server.listen(3443)

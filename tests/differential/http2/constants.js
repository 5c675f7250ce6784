// The numbers and names of HTTP/2, which programs look at whether or not they speak it.
console.log(require('http2').constants);
console.log(require('node:http2').sensitiveHeaders);

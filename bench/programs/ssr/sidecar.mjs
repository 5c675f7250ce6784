// Node.js beside a Python server: props in as JSON, HTML out. Prints its port.
import { createServer } from 'node:http';
import { render } from './page.mjs';

const server = createServer(async (request, response) => {
  let text = '';
  request.setEncoding('utf8');
  for await (const piece of request) text += piece;
  const html = render(JSON.parse(text));
  response.writeHead(200, { 'content-type': 'text/html', 'content-length': Buffer.byteLength(html) });
  response.end(html);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));

'use strict';

const express = require('express');

const app = express();
app.get('/user/:id', (request, response) => {
  response.type('text').send(`Hello, user ${request.params.id}!`);
});
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));

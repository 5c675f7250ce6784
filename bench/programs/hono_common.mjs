import { Hono } from 'hono';

export const app = new Hono();
app.get('/user/:id', (context) => context.text(`Hello, user ${context.req.param('id')}!`));

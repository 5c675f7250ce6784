// A page as React renders it on a server: an order with its lines.
import { createElement as h } from 'react';
import { renderToString } from 'react-dom/server';

function Line({ line }) {
  const total = (line.price * line.count).toFixed(2);
  return h('tr', { className: line.count > 5 ? 'many' : 'few' }, [
    h('td', { key: 'name' }, line.name),
    h('td', { key: 'count' }, line.count),
    h('td', { key: 'total' }, total),
  ]);
}

function Page({ title, lines }) {
  return h('main', null, [
    h('h1', { key: 'title' }, title),
    h(
      'table',
      { key: 'lines' },
      h(
        'tbody',
        null,
        lines.map((line) => h(Line, { key: line.name, line })),
      ),
    ),
  ]);
}

export const render = (props) => renderToString(h(Page, props));

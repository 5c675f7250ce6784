import { renderToString } from 'react-dom/server';
import type { ReactElement } from 'react';

interface Line {
  name: string;
  count: number;
  price: number;
}

function Row({ line }: { line: Line }): ReactElement {
  return (
    <tr className={line.count > 5 ? 'many' : 'few'}>
      <td>{line.name}</td>
      <td>{line.count}</td>
      <td>{(line.count * line.price).toFixed(2)}</td>
    </tr>
  );
}

function Order({ title, lines }: { title: string; lines: Line[] }): ReactElement {
  return (
    <main>
      <h1>{title}</h1>
      <table>
        <tbody>
          {lines.map((line) => (
            <Row key={line.name} line={line} />
          ))}
        </tbody>
      </table>
    </main>
  );
}

/** The page's HTML. */
export const render = (props: { title: string; lines: Line[] }): string =>
  `<!doctype html>${renderToString(<Order {...props} />)}`;

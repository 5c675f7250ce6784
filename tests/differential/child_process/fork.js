'use strict';
// Messages between a program and one that it forked.
const { fork } = require('child_process');
const { once } = require('events');
if (process.argv[2] === 'child') {
  process.on('message', (message) => {
    if (message === 'disconnect') process.disconnect();
    else process.send({ echo: message }, (err) => err && console.log(err));
  });
  process.on('disconnect', () => console.log('child: disconnect', process.connected));
  process.send(['ready', process.argv.slice(3), typeof process.channel]);
} else {
  (async () => {
    for (const serialization of [undefined, 'json', 'advanced']) {
      const child = fork(__filename, ['child', 'x', 'y z'], { serialization, silent: true });
      let text = '';
      child.stdout.on('data', (data) => (text += data));
      console.log(serialization, (await once(child, 'message'))[0], child.connected);
      const messages = [
        'text',
        1,
        true,
        { a: [1, { b: null }] },
        'h\u00e9\u{1f600}',
        'long'.repeat(50000),
        [undefined, NaN, new Date(0)],
      ];
      if (serialization === 'advanced')
        messages.push(new Map([[1, { a: 2n }]]), new Set(['s']), new Error('e'), /r/g);
      for (const message of messages) {
        child.send(message);
        const [answer] = await once(child, 'message');
        const { echo } = answer;
        console.log(
          typeof echo === 'string' && echo.length > 99
            ? echo.length
            : echo instanceof Error
              ? echo.message
              : echo,
        );
      }
      for (const bad of [undefined, Symbol('s'), () => {}, 1n]) {
        try {
          console.log(child.send(bad));
        } catch (err) {
          console.log(err.name, err.code, err.message);
        }
      }
      try {
        child.send('x', 'not a handle');
      } catch (err) {
        console.log(err.name, err.code, err.message);
      }
      const gone = once(child, 'disconnect');
      child.send('disconnect');
      await gone;
      console.log(child.connected, await once(child, 'close'), text);
      child.on('error', (err) => console.log('error', err.code, err.message));
      console.log(child.send('late'));
      child.disconnect();
      await new Promise(setImmediate);
    }
    const refused = ['nope', null, 1];
    for (const serialization of refused) {
      try {
        fork(__filename, { serialization });
      } catch (err) {
        console.log(err.name, err.code, err.message);
      }
    }
  })();
}

import chalk, { Chalk, chalkStderr, supportsColor } from 'chalk';

const forced = new Chalk({ level: 3 });
console.log(
  JSON.stringify([
    forced.red('red'),
    forced.bold.underline.hex('#123456')('hex'),
    forced.bgRgb(1, 2, 3).white('x'),
  ]),
);
console.log(JSON.stringify(forced.green(`a ${forced.blue('b')} c\nd`)), JSON.stringify(forced.visible('v')));
console.log(chalk.level, supportsColor, chalkStderr.level, chalk.red('plain where nobody sees colours'));

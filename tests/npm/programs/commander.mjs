import { Argument, Command, Option } from 'commander';

function program() {
  const command = new Command('tool');
  command
    .exitOverride()
    .configureOutput({ writeErr: (s) => console.log('err:', s.trim()), writeOut: (s) => console.log(s) });
  command
    .version('1.2.3')
    .description('a tool')
    .option('-v, --verbose', 'say more', (_, n) => n + 1, 0);
  command
    .command('build')
    .argument('<dir>', 'what')
    .addArgument(new Argument('[mode]', 'how').choices(['fast', 'small']).default('fast'))
    .addOption(new Option('-j, --jobs <n>', 'how many').argParser(Number).default(2).env('JOBS'))
    .option('--no-color')
    .action((dir, mode, options, self) => console.log('build', dir, mode, options, self.parent.opts()));
  return command;
}
process.env.JOBS = '7';
for (const args of [
  ['build', 'src'],
  ['-vv', 'build', 'a', 'small', '--no-color', '-j', '3'],
  ['--version'],
  ['--help'],
  ['build', 'x', 'huge'],
  ['nope'],
  ['build'],
]) {
  try {
    await program().parseAsync(args, { from: 'user' });
  } catch (err) {
    console.log(err.code, err.exitCode, err.message);
  }
}

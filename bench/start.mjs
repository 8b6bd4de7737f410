// What a command costs that has next to nothing to do, over an empty Node process: `npm run build && node bench/start.mjs [rounds] [--write]`,
// 15 rounds unless told. CPU time of all processes.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measuredCommand } from './measured-command.mjs';
import { publishTable } from './performance-page.mjs';
import { restedCopy } from './rested-copy.mjs';
import { measuredRounds, overPeer } from './rounds.mjs';

const ROUNDS = Number(process.argv.slice(2).find((own) => /^\d+$/.test(own)) ?? 15);
const project = join(import.meta.dirname, '..');
const main = join(project, 'dist/main.js');
const scratch = mkdtempSync(join(tmpdir(), 'benchscribe-start-'));
// Set, the first one makes every start of Node read a file of certificates; what was kept of earlier runs is that of this bench alone.
const env = { NODE_EXTRA_CA_CERTS: undefined, XDG_STATE_HOME: join(scratch, 'state') };

try {
  const results = join(scratch, 'results');
  const file = restedCopy(join(project, 'examples/invented-chat'), results).find((path) => path.endsWith('.csv'));
  await measuredCommand(process.execPath, [main, 'report', results], { env });
  const { facts } = JSON.parse(readFileSync(join(results, 'benchscribe-report.json'), 'utf8'));
  const command = (...args) => ({
    name: args[0] === 'inspect' ? 'inspect FILE' : args[0] === 'explain' ? 'explain' : args.join(' '),
    args,
  });
  const commands = [
    command('--help'),
    command('formats'),
    command('inspect', join(results, file)),
    command('explain', facts.find(({ statistic }) => statistic === 'mean').id, '--in', results),
    command('doctor', '--quick'),
  ];
  const rows = commands.map(({ name, args }) => ({ name: `\`benchscribe ${name}\``, file: process.execPath, args: [main, ...args] }));
  const [empty, ...own] = await measuredRounds([{ name: '`node -e 0`', file: process.execPath, args: ['-e', '0'] }, ...rows], ROUNDS, env);
  publishTable('start.mjs', [
    '| Command | CPU over `node -e 0` | Least and most |',
    '| --- | --- | --- |',
    ...own.map((row) => `| ${row.name} | ${overPeer(row, empty)} |`),
  ]);
} finally {
  rmSync(scratch, { recursive: true });
}

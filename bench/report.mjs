// How long whole commands take, over an empty Node process: `npm run build && node bench/report.mjs [rounds]`, 5 rounds unless told.
// The rounds go through all commands in turn, so that a busy machine is busy for all of them; the median counts.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROUNDS = Number(process.argv[2] ?? 5);
const project = join(import.meta.dirname, '..');
const main = join(project, 'dist/main.js');
const corpus = join(project, '../shared/corpus/chimera');
const scratch = mkdtempSync(join(tmpdir(), 'benchscribe-report-'));
// Set, it makes every start of Node read a file of certificates.
const { NODE_EXTRA_CA_CERTS: _unset, ...env } = process.env;

/** A copy that has been at rest, so that nothing waits for it to fall quiet, and without reports that lie in it. */
function rested(tree, name) {
  const copy = join(scratch, name);
  cpSync(tree, copy, { recursive: true, filter: (path) => !/benchscribe-report\.\w+$/.test(path) });
  const hourAgo = Date.now() / 1_000 - 3_600;
  for (const path of readdirSync(copy, { recursive: true })) utimesSync(join(copy, path), hourAgo, hourAgo);
  return copy;
}

function timeOf(argv) {
  const startMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, argv, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - startMs;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

try {
  const report = (tree, name) => [main, 'report', rested(tree, name), '--out', join(scratch, `${name}-reports`)];
  const commands = [
    ['`node -e 0`', ['-e', '0']],
    ['`benchscribe --help`', [main, '--help']],
    ['`benchscribe report` of `examples`, all formats', report(join(project, 'examples'), 'examples')],
  ];
  if (existsSync(corpus))
    commands.push(['`benchscribe report` of the chimera corpus, all formats, with its subdirectories', report(corpus, 'chimera')]);
  else console.error(`${corpus} is not there: its row is left out`);
  const times = commands.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) for (const [index, [, argv]] of commands.entries()) times[index].push(timeOf(argv));
  const base = median(times[0]);
  console.log('| Command | Median over `node -e 0` | Fastest and slowest |\n| --- | --- | --- |');
  for (const [index, [name]] of commands.entries()) {
    const ratio = (ms) => `${(ms / base).toFixed(1)} x`;
    console.log(
      `| ${name} | ${ratio(median(times[index]))} | ${ratio(Math.min(...times[index]))} to ${ratio(Math.max(...times[index]))} |`,
    );
  }
} finally {
  rmSync(scratch, { recursive: true });
}

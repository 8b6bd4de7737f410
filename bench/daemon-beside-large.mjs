// What the daemon does for small directories while one CSV of 400,000 rows is read: `npm run build && node bench/daemon-beside-large.mjs`.
// The main process itself writes down how long its event loop stood still, through a module loaded before it.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { writeLargeCsv, writeSmallFiles } from './generated-tree.mjs';
import { memoryOf, processTree } from './measured-command.mjs';

const ROW_COUNT = 400_000;
const SMALL_COUNT = 10;
const DEADLINE_MS = 300_000;
const main = join(import.meta.dirname, '../dist/main.js');
const scratch = mkdtempSync(join(tmpdir(), 'benchscribe-daemon-'));
const tree = join(scratch, 'tree');
const pauses = join(scratch, 'longest-pause');
const watchPauses = join(scratch, 'watch-pauses.mjs');

const WATCH_PAUSES = `
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
if (process.argv[2] === 'watch') {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  setInterval(() => writeFileSync(${JSON.stringify(pauses)}, String(delay.max / 1e6)), 200).unref();
}
`;

const smallReports = Array.from({ length: SMALL_COUNT }, (_, index) =>
  join(tree, `run-${String(index).padStart(3, '0')}`, 'benchscribe-report.json'),
);
const largeReport = join(tree, 'large/benchscribe-report.json');

try {
  mkdirSync(tree);
  writeFileSync(watchPauses, WATCH_PAUSES);
  const env = { ...process.env, XDG_STATE_HOME: join(scratch, 'state') };
  const argv = ['--import', pathToFileURL(watchPauses).href, main, 'watch', tree];
  const daemon = spawn(process.execPath, argv, { env, stdio: 'ignore' });
  let peakBytes = 0;
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, memoryOf(processTree(daemon.pid)));
  }, 200);
  await sleep(2_000);
  writeLargeCsv(join(tree, 'large/run.csv'), ROW_COUNT);
  await sleep(1_000);
  writeSmallFiles(tree, SMALL_COUNT, 2);
  const startMs = performance.now();
  let [small, large] = [null, null];
  while ((small === null || large === null) && performance.now() - startMs < DEADLINE_MS) {
    await sleep(100);
    if (small === null && smallReports.every((path) => existsSync(path))) small = performance.now() - startMs;
    if (large === null && existsSync(largeReport)) large = performance.now() - startMs;
  }
  const stopMs = performance.now();
  daemon.kill('SIGTERM');
  await new Promise((resolve) => daemon.on('exit', resolve));
  clearInterval(timer);
  const seconds = (ms) => (ms === null ? `not within ${DEADLINE_MS / 1000} s` : `${(ms / 1000).toFixed(1)} s`);
  console.log('| Of one CSV of 400,000 rows beside 10 small directories | Figure |\n| --- | --- |');
  console.log(`| longest pause of the main process | ${Math.round(Number(readFileSync(pauses, 'utf8')))} ms |`);
  console.log(`| all small directories have their reports after | ${seconds(small)} |`);
  console.log(`| the large directory has its report after | ${seconds(large)} |`);
  console.log(`| SIGTERM to exit | ${seconds(performance.now() - stopMs)} |`);
  console.log(`| peak memory, all processes | ${Math.round(peakBytes / 2 ** 20)} MiB |`);
} finally {
  rmSync(scratch, { recursive: true });
}

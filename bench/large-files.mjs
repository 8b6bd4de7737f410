// What a very large CSV or JSON lines file costs the daemon: `npm run build && node bench/large-files.mjs [sizeMiB]`, 1024 unless told.
// Each file is made in a temporary directory, ingested as `benchscribe watch` does it, hashed by a plain loop for comparison, and deleted.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const MIB = 1024 * 1024;
const SMALL_MIB = 64;
const CHUNK_BYTES = 64 * 1024;

const CSV_HEADER = 'timestamp,model,prompt_id,concurrency,ttft_ms,tokens_s,total_tokens,error\n';
const measured = (row) => ({ ttft: (50 + ((row * 37) % 997) * 0.137).toFixed(3), speed: (140 + ((row * 17) % 313) * 0.073).toFixed(2) });
const FILES = {
  csv: {
    header: CSV_HEADER,
    line(row) {
      const { ttft, speed } = measured(row);
      return `2026-03-01T10:00:00Z,fable:${2 + (row % 3)}b,p${row % 500},${1 << (row % 5)},${ttft},${speed},${100 + (row % 400)},\n`;
    },
  },
  jsonl: {
    header: '',
    line(row) {
      const { ttft, speed } = measured(row);
      return `{"model": "fable:${2 + (row % 3)}b", "prompt_id": "p${row % 500}", "concurrency": ${1 << (row % 5)}, "ttft_ms": ${ttft}, "tokens_s": ${speed}}\n`;
    },
  },
};

function make(path, { header, line }, bytes) {
  const fd = openSync(path, 'w');
  let written = writeSync(fd, header);
  for (let row = 0; written < bytes; ) {
    let block = '';
    for (const end = row + 5_000; row < end; row += 1) block += line(row);
    written += writeSync(fd, block);
  }
  closeSync(fd);
}

/** Largest amount of memory a process has had, in MiB, as the kernel says. */
function peakMiB(pid) {
  const [, kib = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

function childrenOf(pid) {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    return readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean);
  });
}

/** The limit: nothing but reading and hashing, in chunks of the same size. */
function hash(path) {
  const startMs = performance.now();
  const digest = createHash('sha256');
  const chunk = new Uint8Array(CHUNK_BYTES);
  const fd = openSync(path, 'r');
  for (let count = readSync(fd, chunk); count > 0; count = readSync(fd, chunk)) digest.update(chunk.subarray(0, count));
  closeSync(fd);
  digest.digest();
  return { ms: performance.now() - startMs, ownMiB: peakMiB(process.pid) };
}

/** As the daemon does it, watched from the process that would answer health checks meanwhile. */
async function ingest(path) {
  const dist = join(import.meta.dirname, '../dist');
  const { Config } = await import(join(dist, 'config.js'));
  const { refresher } = await import(join(dist, 'compose/refresher.js'));
  const { refreshOptions } = await import(join(dist, 'compose/refresh-options.js'));
  const config = Config.parse({});
  const root = dirname(path);
  const pool = refresher(config, { modulePath: join(dist, 'compose/refresh-child.cjs'), version: '0', rules: '', stateDirectory: null });
  const request = {
    rootId: 'bench',
    rootPath: root,
    targets: [{ directory: '.', outDirectory: root }],
    options: refreshOptions(config, ['json']),
  };
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const startMs = performance.now();
  let outcome;
  const fail = (...what) => {
    throw new Error(JSON.stringify(what));
  };
  const events = { onOutcome: (made) => (outcome = made), onFailed: fail, onFlaw: fail };
  let parserMiB = 0;
  // The process that made the report may be gone with it.
  const watch = setInterval(() => (parserMiB = Math.max(parserMiB, ...childrenOf(process.pid).map(peakMiB))), 50);
  await pool.refresh(request, events, new AbortController().signal);
  clearInterval(watch);
  const ms = performance.now() - startMs;
  const { parseMs } = outcome.timings;
  await sleep(50);
  delays.disable();
  const ownMiB = peakMiB(process.pid);
  await pool.close();
  const [artifact] = JSON.parse(readFileSync(join(root, 'benchscribe-report.json'), 'utf8')).inputs.artifacts;
  return {
    ms,
    parseMs,
    ownMiB,
    parserMiB,
    delayMs: delays.max / 1e6,
    delayMsP99: delays.percentile(99) / 1e6,
    reason: artifact.reason ?? 'all of it',
  };
}

/** Runs one measurement in a process of its own. */
function apart(way, path) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [import.meta.filename, way, path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function measure(kind, sizeMiB) {
  const directory = mkdtempSync(join(tmpdir(), 'benchscribe-large-'));
  const path = join(directory, `run.${kind}`);
  try {
    make(path, FILES[kind], sizeMiB * MIB);
    apart('hash', path);
    const limit = apart('hash', path);
    const own = apart('ingest', path);
    const used = /the first (\d+) of (\d+) lines were used/.exec(own.reason);
    const cells = [
      kind,
      `${sizeMiB} MiB`,
      used ? `${used[1]} of ${used[2]} lines` : own.reason,
      `${((own.ms - own.parseMs) / limit.ms).toFixed(1)} x`,
      `${(own.parseMs / limit.ms).toFixed(1)} x`,
      `${Math.round(own.parserMiB)} MiB`,
      `${Math.round(own.ownMiB)} MiB (${(own.ownMiB / limit.ownMiB).toFixed(1)} x)`,
      `${own.delayMsP99.toFixed(0)} / ${own.delayMs.toFixed(0)} ms`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const [first = '1024', path] = process.argv.slice(2);
if (first === 'hash') console.log(JSON.stringify(hash(path)));
else if (first === 'ingest') console.log(JSON.stringify(await ingest(path)));
else {
  const titles = [
    'File',
    'Size',
    'Used',
    'Read, hashed, counted: time over plain hashing',
    'Parsed: time over plain hashing',
    'Parser: peak memory',
    'Daemon: peak memory (over plain hashing)',
    'Daemon: event-loop delay, p99 / longest',
  ];
  console.log(`| ${titles.join(' | ')} |\n|${' --- |'.repeat(titles.length)}`);
  for (const kind of Object.keys(FILES)) for (const sizeMiB of [SMALL_MIB, Number(first)]) measure(kind, sizeMiB);
}

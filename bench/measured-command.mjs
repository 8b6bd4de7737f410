// Runs a command and says what it cost: CPU time of it and of every process it started and waited for, and the most memory that all of them
// held at one time. Linux only: it reads /proc.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const SAMPLE_MS = 100;

/** Text of a file of /proc; '' where the process has ended meanwhile. */
function procText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (err) {
    if (err.code === 'ENOENT' || err.code === 'ESRCH') return '';
    throw err;
  }
}

/** Process ids of a process and of all that descend from it. */
export function processTree(root) {
  const children = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = /\) \S (\d+)/.exec(procText(`/proc/${name}/stat`))?.[1];
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), name]);
  }
  const found = [String(root)];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/** Bytes of memory that the processes hold together, a page that several share counted in shares. */
export function memoryOf(pids) {
  return pids.reduce((sum, pid) => sum + 1024 * Number(/^Pss:\s+(\d+) kB$/m.exec(procText(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0), 0);
}

/** Resolves to CPU seconds, peak memory in bytes, wall seconds. Throws where the command fails. */
export async function measuredCommand(file, args, options = {}) {
  const startMs = performance.now();
  // `time` of bash counts the children of children too, once they have been waited for.
  const child = spawn('bash', ['-c', 'TIMEFORMAT="cpu %U %S"; time "$0" "$@"', file, ...args], {
    ...options,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let written = '';
  child.stderr.on('data', (chunk) => {
    written += chunk;
  });
  let peakBytes = 0;
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, memoryOf(processTree(child.pid).slice(1)));
  }, SAMPLE_MS);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  const cpu = /^cpu ([\d.]+) ([\d.]+)$/m.exec(written);
  if (code !== 0 || cpu === null) throw new Error(`${file} ${args.join(' ')} ended with ${code}: ${written}`);
  return { cpuS: Number(cpu[1]) + Number(cpu[2]), peakBytes, wallS: (performance.now() - startMs) / 1000 };
}

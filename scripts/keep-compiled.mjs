// Third step of the build: runs the scripts of the program once, on the example, and keeps what the engine has compiled of them in
// `dist/compiled`, so that no first start compiles it. It is of use to the Node that has built it; any other one compiles, and keeps that below its state directory.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const project = join(import.meta.dirname, '..');
const compiled = join(project, 'dist/compiled');
const examples = join(project, 'examples');
const scratch = mkdtempSync(join(tmpdir(), 'benchscribe-compiled-'));
const [state, out] = ['state', 'out'].map((name) => join(scratch, name));

function run(...args) {
  const { status, stderr } = spawnSync(process.execPath, [join(project, 'dist/main.js'), ...args], {
    env: { ...process.env, STATE_DIRECTORY: state },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`benchscribe ${args.join(' ')} ended with ${status}: ${stderr}`);
}

try {
  rmSync(compiled, { recursive: true, force: true });
  run('report', examples, '--no-narrative', '--out', out);
  const { facts } = JSON.parse(readFileSync(join(out, 'benchscribe-report.json'), 'utf8'));
  run('explain', facts[0].id, '--in', out, '--against', examples);
  run('inspect', join(examples, 'invented-chat/2026-11-10T09-00-00'));
  run('formats');
  mkdirSync(compiled);
  const packs = readdirSync(join(state, 'compiled')).filter((name) => name.endsWith('.pack'));
  for (const name of packs) {
    cpSync(join(state, 'compiled', name), join(compiled, name));
    // What is kept for oneself is read by nobody else; this is part of the program.
    chmodSync(join(compiled, name), 0o644);
  }
} finally {
  rmSync(scratch, { recursive: true });
}

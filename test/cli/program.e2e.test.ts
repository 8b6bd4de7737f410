import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { redisServer } from '../support/redis-server.ts';

const project = join(import.meta.dirname, '../..');
const main = join(project, 'dist/main.js');
const scratch = mkdtempSync(join(tmpdir(), 'program-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { PATH = '' } = process.env;
  return spawnSync(process.execPath, [main, ...argv], {
    encoding: 'utf8',
    cwd: project,
    env: { PATH, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
}

describe('the built program', () => {
  test('prints the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
    expect(run(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('ends with 2 on wrong use and writes nothing to standard output', () => {
    const { status, stdout, stderr } = run(['report', '--fromat', 'md', 'examples']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('Did you mean --format?');
  });

  test('names every problem of a configuration, of its file, its environment and its flags', () => {
    const { status, stderr } = run(['doctor', '--config', 'gone.yaml'], { BENCHSCRIBE_ROLE: 'boss' });
    expect(status).toBe(2);
    expect(stderr).toContain(`${join(project, 'gone.yaml')} cannot be read`);
    const both = run(['doctor', '--set', 'watch.sweepMs=soon'], { BENCHSCRIBE_ROLE: 'boss' });
    expect(both.stderr).toMatch(/BENCHSCRIBE_ROLE: role: [\s\S]*--set watch\.sweepMs: /);
  });

  test('writes the reports of the example below --out, and audits what it wrote', () => {
    const { status, stdout } = run(['report', 'examples', '--out', join(scratch, 'out'), '--format', 'md,json']);
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(8);
    expect(run(['audit', join(scratch, 'out/benchscribe-report.md'), '--against', 'examples'])).toMatchObject({ status: 0, stderr: '' });
  });

  test('runs what the build has compiled, and keeps code of its own only where that is not there', () => {
    const keptBy = (state: string) => {
      const env = { STATE_DIRECTORY: join(scratch, state) };
      run(['report', 'examples/invented-serving', '--out', join(scratch, `${state}-out`)], env);
      run(['inspect', 'examples/invented-serving'], env);
      const compiled = join(env.STATE_DIRECTORY, 'compiled');
      return existsSync(compiled) ? readdirSync(compiled).filter((name) => name.endsWith('.pack')).length : 0;
    };
    expect(keptBy('state')).toBe(0);
    const [shipped, aside] = [join(project, 'dist/compiled'), join(scratch, 'compiled')];
    cpSync(shipped, aside, { recursive: true });
    rmSync(shipped, { recursive: true });
    try {
      expect(keptBy('other-state')).toBe(4);
    } finally {
      cpSync(aside, shipped, { recursive: true });
    }
  });

  describe('into a slow pipe', () => {
    const tree = join(scratch, 'large');
    beforeAll(() => {
      mkdirSync(tree);
      for (let model = 0; model < 200; model += 1) {
        const rows = [1, 2, 3].map((row) => `invented-${model}:2b,${model + row}.5\n`).join('');
        writeFileSync(join(tree, `${model}.csv`), `model,tokens_s\n${rows}`);
      }
      run(['report', tree, '--format', 'md,json', '--set', 'watch.quietMs=0']);
    });

    test.each([
      ['report', ['report', '--stdout', 'json', '--set', 'watch.quietMs=0']],
      ['inspect', ['inspect', '--json']],
      ['audit', ['audit', join(tree, 'benchscribe-report.json'), '--json', '--against']],
    ])('hands over all that %s prints', (_, argv) => {
      const read =
        'let text = ""; setTimeout(() => process.stdin.on("data", (part) => { text += part; }).on("end", () => JSON.parse(text)), 3000)';
      const command = [process.execPath, main, ...argv, tree].map((word) => `'${word}'`).join(' ');
      const { status, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', `${command} | '${process.execPath}' -e '${read}'`], {
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    });

    test('ends soon after a signal although nobody reads', async () => {
      const child = spawn(process.execPath, [main, 'report', tree, '--stdout', 'json'], { stdio: ['ignore', 'pipe', 'ignore'] });
      await sleep(3_000);
      expect(child.exitCode).toBeNull();
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await Promise.race([exit.then(() => 'ended'), sleep(2_000, 'runs on')])).toBe('ended');
    });
  });

  test('stays calm when nobody reads its output to the end', () => {
    const command = `"${process.execPath}" "${main}" inspect examples --json | head -c 100 >/dev/null`;
    const { stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8', cwd: project });
    expect(stderr).not.toMatch(/EPIPE|at .*\.js:\d+/);
  });

  test('finds a Redis that keeps what it is given', async () => {
    const redis = await redisServer({ password: 'canary' });
    try {
      const { status, stdout, stderr } = run(['doctor', 'examples', '--json'], { REDIS_URL: redis.url });
      const { checks } = JSON.parse(stdout) as { checks: { name: string; status: string; message: string }[] };
      expect(checks.find(({ name }) => name === 'redis')).toMatchObject({
        status: 'ok',
        message: expect.stringMatching(/version \d.*noeviction/),
      });
      expect(status).toBe(0);
      await redis.command('config', 'set', 'maxmemory-policy', 'allkeys-lru');
      expect(run(['doctor', 'examples'], { REDIS_URL: redis.url }).stdout).toMatch(/^warning +redis .*noeviction/m);
      expect(stdout + stderr).not.toContain('canary');
    } finally {
      await redis.remove();
    }
  });
});

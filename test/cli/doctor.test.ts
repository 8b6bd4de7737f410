import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { checkEnvironment, checkNode, checkRedis, checkRoots, checkWatches, judgeRedis, parseInfo } from '../../src/cli/doctor-checks.ts';
import { runProgram } from '../../src/cli/program.ts';
import { Config } from '../../src/config.ts';
import { fakeContext } from './fake-context.ts';

const project = join(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'doctor-'));
mkdirSync(join(directory, 'one'));
mkdirSync(join(directory, 'two/deep'), { recursive: true });
mkdirSync(join(directory, '.hidden'));
afterAll(() => rmSync(directory, { recursive: true }));

const roots = [{ id: 'bench', path: directory }];
const { watch, queue } = Config.parse({});

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code, errno: -1 });
}

describe('checkNode', () => {
  test.each([
    ['20.18.3', 'failed'],
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
    ['nonsense', 'failed'],
  ])('judges %s as %s', (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });

  test('asks for the version that package.json asks for', () => {
    const { engines } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { engines: { node: string } };
    expect(checkNode('0.0').message).toContain(`older than ${engines.node.replace('>=', '')}`);
  });
});

describe('checkEnvironment', () => {
  test('warns of variables that set nothing', () => {
    expect(checkEnvironment({ BENCHSCRIBE_LOG_LEVEL: 'info', PATH: '/bin' }).status).toBe('ok');
    const check = checkEnvironment({ BENCHSCRIBE_LOGLEVEL: 'info' });
    expect(check.status).toBe('warning');
    expect(check.message).toMatch(/^BENCHSCRIBE_LOGLEVEL set nothing; known: .*BENCHSCRIBE_LOG_LEVEL/);
  });
});

describe('checkRoots', () => {
  test('accepts a directory that can be read and written', () => {
    expect(checkRoots({ roots, role: 'all' }, true)).toEqual([
      { name: 'root bench', status: 'ok', message: `${directory} is readable and writable` },
    ]);
  });

  test('warns when there is no root', () => {
    expect(checkRoots({ roots: [], role: 'all' }, true)[0]).toMatchObject({ name: 'roots', status: 'warning' });
  });

  test('names a directory that is not there, or is none', () => {
    const gone = join(directory, 'gone');
    expect(checkRoots({ roots: [{ id: 'a', path: gone }], role: 'all' }, true)[0]).toMatchObject({
      status: 'failed',
      message: expect.stringContaining(`${gone} cannot be read (ENOENT)`),
    });
    writeFileSync(join(directory, 'file'), '');
    expect(checkRoots({ roots: [{ id: 'a', path: join(directory, 'file') }], role: 'all' }, true)[0]).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('is not a directory'),
    });
  });

  test('names the subdirectory into which no report can be written, unless the process only watches', () => {
    const access = (path: string, mode: number) => {
      if (path.endsWith('two') && mode !== 5) throw systemError('EACCES');
    };
    const [check] = checkRoots({ roots, role: 'all' }, true, access);
    expect(check).toMatchObject({ status: 'failed', unreachable: true });
    expect(check!.message).toBe(`reports cannot be written into ${directory}/two: give this user write access`);
    expect(checkRoots({ roots, role: 'all' }, false, access)[0]!.status).toBe('ok');
    expect(checkRoots({ roots, role: 'watcher' }, true, access)[0]!.message).toBe(`${directory} is readable`);
  });

  test('counts the directories that it does not name', () => {
    for (const name of ['three', 'four', 'five']) mkdirSync(join(directory, name), { recursive: true });
    const refuse = (_path: string, mode: number) => {
      if (mode !== 5) throw systemError('EROFS');
    };
    expect(checkRoots({ roots, role: 'all' }, true, refuse)[0]!.message).toContain(' and 3 more: give');
  });
});

describe('redis', () => {
  const redis = (url?: string) => ({ prefix: 'benchscribe', ...(url === undefined ? {} : { url }) });

  test('is not needed without a URL or with the embedded driver', async () => {
    expect((await checkRedis({ redis: redis(), queue })).message).toContain('not used');
    expect((await checkRedis({ redis: redis('redis://127.0.0.1:1'), queue: { ...queue, driver: 'embedded' } })).status).toBe('ok');
  });

  test('fails when nobody answers, without repeating the password', async () => {
    const check = await checkRedis({ redis: redis('redis://:hunter2@127.0.0.1:1'), queue: { ...queue, deadlineMs: 300 } });
    expect(check).toMatchObject({ status: 'failed', unreachable: true });
    expect(check.message).toContain('redis://127.0.0.1:1');
    expect(check.message).toContain('embedded queue');
    expect(check.message).not.toContain('hunter2');
  });

  test('judges version and eviction policy', () => {
    const info = (version: string, policy: string) =>
      parseInfo(`# Server\r\nredis_version:${version}\r\n# Memory\r\nmaxmemory_policy:${policy}\r\n`);
    expect(judgeRedis('here', info('7.0.15', 'noeviction')).status).toBe('ok');
    expect(judgeRedis('here', info('6.2.0', 'noeviction')).status).toBe('ok');
    expect(judgeRedis('here', info('6.0.16', 'noeviction'))).toMatchObject({ status: 'failed', message: expect.stringContaining('6.2') });
    expect(judgeRedis('here', info('7.2.4', 'allkeys-lru'))).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('noeviction'),
    });
    expect(judgeRedis('here', parseInfo('')).status).toBe('failed');
  });
});

describe('checkWatches', () => {
  const limitFile = join(directory, 'limit');

  test('counts directories, hidden ones left out, against the limit', () => {
    writeFileSync(limitFile, '8192\n');
    const check = checkWatches({ roots, watch }, limitFile);
    expect(check.status).toBe('ok');
    expect(check.message).toMatch(/^\d directories to watch, fs\.inotify\.max_user_watches is 8192$/);
  });

  test('names the setting to change when the limit is too low', () => {
    writeFileSync(limitFile, '4\n');
    const check = checkWatches({ roots, watch }, limitFile);
    expect(check.status).toBe('warning');
    expect(check.message).toContain('sysctl fs.inotify.max_user_watches=524288');
  });

  test('does not fail where there is no such limit, no such root or no watcher', () => {
    expect(checkWatches({ roots, watch }, join(directory, 'no-limit')).status).toBe('ok');
    expect(checkWatches({ roots: [{ id: 'a', path: join(directory, 'gone') }], watch }, limitFile).message).toMatch(/^0 directories/);
    expect(checkWatches({ roots, watch: { ...watch, events: false } }, limitFile).message).toContain('not used');
  });
});

describe('doctor', () => {
  test('prints one line per check and exits 0 when nothing failed', async () => {
    const { context, stdout } = fakeContext();
    expect(await runProgram(['doctor', directory, '--quick'], context)).toBe(0);
    expect(
      stdout()
        .split('\n')
        .map((line) => line.split(/\s+/).slice(0, 2).join(' ')),
    ).toEqual(['ok node', 'ok configuration', 'ok environment', 'ok root', 'ok redis', 'ok daemon', 'ok narrator']);
  });

  test('exits 3 and says so in JSON when a root is not there', async () => {
    const { context, stdout } = fakeContext();
    expect(await runProgram(['doctor', join(directory, 'gone'), '--json'], context)).toBe(3);
    const { checks } = JSON.parse(stdout()) as { checks: { name: string; status: string }[] };
    expect(checks.find(({ name }) => name === 'root gone')?.status).toBe('failed');
  });
});

import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Artifact } from '../../src/contracts/artifact.ts';
import type { Report } from '../../src/contracts/report.ts';
import { put, tempTree } from '../files/temp-tree.ts';
import { type DaemonProcess, startDaemonProcess } from '../support/daemon-process.ts';
import { eventually } from '../support/eventually.ts';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const MIB = 1024 * 1024;
const GOOD = 'model,tokens_s\nfable:2b,140.5\nfable:2b,141.5\n';

function run(...argv: string[]) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...argv], { encoding: 'utf8' });
  return { ended: signal ?? status, stdout, stderr };
}

/** The report of a tree in JSON, made by the program. */
function reportOf(root: string, ...settings: string[]): Report {
  const { ended, stderr } = run('report', root, ...settings.flatMap((setting) => ['--set', setting]));
  expect({ ended, stderr }).toMatchObject({ ended: 0 });
  return JSON.parse(readFileSync(join(root, 'benchscribe-report.json'), 'utf8')) as Report;
}

function verdictsOf({ inputs }: Report): Record<string, string> {
  return Object.fromEntries(inputs.artifacts.map(({ path, verdict, reason = '' }: Artifact) => [path, `${verdict}: ${reason}`]));
}

/** As `put`, for files that are made piece by piece. */
function settle(path: string): void {
  utimesSync(path, Date.now() / 1_000 - 3_600, Date.now() / 1_000 - 3_600);
}

describe('report', () => {
  test('comes to no harm by files that are too large, too deep, too wide or no text, and uses the others', () => {
    const root = tempTree({ 'good.csv': GOOD, 'sparse.csv': '' });
    truncateSync(join(root, 'sparse.csv'), 5 * 1024 * MIB);
    settle(join(root, 'sparse.csv'));
    put(join(root, 'large.json'), '');
    truncateSync(join(root, 'large.json'), 500 * MIB);
    settle(join(root, 'large.json'));
    put(join(root, 'array.json'), `${'['.repeat(1e6)}${']'.repeat(1e6)}`);
    put(join(root, 'object.json'), `${'{"a":'.repeat(1e6)}1${'}'.repeat(1e6)}`);
    put(join(root, 'deep.jsonl'), `${'['.repeat(1e6)}${']'.repeat(1e6)}\n`);
    put(join(root, 'deep.md'), `${'> '.repeat(1e5)} 1\n`);
    put(join(root, 'wide.csv'), `${Array.from({ length: 1e5 }, (_, column) => `c${column}`).join()}\n${Array(1e5).fill('1').join()}\n`);
    put(join(root, 'wider.csv'), `${Array.from({ length: 1e6 }, (_, column) => `c${column}`).join()}\n${Array(1e6).fill('1').join()}\n`);
    put(join(root, 'line.jsonl'), `{"a": "${'x'.repeat(100 * MIB)}"}\n`);
    put(join(root, 'line.csv'), `${GOOD}${'9'.repeat(100 * MIB)}\n`);
    put(join(root, 'nul.csv'), 'model,tokens_s\nfa\0ble,1\n');
    put(join(root, 'proto.csv'), 'model,__proto__,constructor,tokens_s\nfable:2b,x,y,142.5\n');
    const report = reportOf(root);
    expect(verdictsOf(report)).toEqual({
      'array.json': expect.stringMatching(/^unknown: /),
      'deep.jsonl': expect.stringMatching(/^quarantined: no line is a JSON object/),
      'deep.md': expect.stringMatching(/^empty: it holds no measurement/),
      'good.csv': 'accepted: ',
      'large.json': expect.stringMatching(/^quarantined: the file is larger than the limit: .*limits\.documentBytesMax/),
      'line.csv': 'partial: the first 3 of 4 lines were used (45 bytes of 100 MiB): raise limits.textBytesMax or split the file',
      'line.jsonl': 'quarantined: its first record does not end within 32 MiB: raise limits.textBytesMax or split the file',
      'nul.csv': 'quarantined: not a text file: it has a NUL byte at offset 17',
      'object.json': expect.stringMatching(/^unknown: /),
      'proto.csv': 'accepted: ',
      'sparse.csv': 'quarantined: not a text file: it has a NUL byte at offset 0',
      'wide.csv': expect.stringMatching(/^quarantined: line 1 names 100000 columns, more than 2000/),
      'wider.csv': expect.stringMatching(/^(unknown|quarantined|partial): /),
    });
    expect(run('audit', join(root, 'benchscribe-report.md'), '--against', root).stdout).toMatch(/^ok: .*13 of 13 artifacts unchanged/);
  }, 300_000);

  test('uses the first lines of a file that is too large, says so, and can be audited, explained and inspected', () => {
    const root = tempTree();
    const row = (index: number) => `fable:2b,"p\n${index}",${(100 + (index % 40)).toFixed(1)}\n`;
    const rows = Array.from({ length: 120_000 }, (_, index) => row(index)).join('');
    put(join(root, 'invented_load.csv'), `model,prompt,tokens_s\n${rows}`);
    const report = reportOf(root, 'limits.textLinesMax=2000');
    expect(verdictsOf(report)).toEqual({
      'invented_load.csv': expect.stringMatching(
        /^partial: the first 1999 of 240001 lines were used \(\d+ KiB of \d\.\d MiB\): raise limits\.textLinesMax/,
      ),
    });
    const mean = report.facts.find(({ statistic }) => statistic === 'mean');
    expect(mean?.value).toBeCloseTo(
      Array.from({ length: 999 }, (_, index) => 100 + (index % 40)).reduce((sum, value) => sum + value) / 999,
      9,
    );
    const path = join(root, 'benchscribe-report.md');
    expect(run('audit', path, '--against', root)).toMatchObject({ ended: 0, stderr: '' });
    expect(run('explain', mean!.id, '--in', root).stdout).toContain('invented_load.csv:2: tokens_s = 100.0');
    expect(run('inspect', join(root, 'invented_load.csv'), '--set', 'limits.textLinesMax=2000').stdout).toContain(
      'the first 1999 of 240001 lines',
    );
    // A change far behind what was used is a change all the same.
    appendFileSync(join(root, 'invented_load.csv'), row(1));
    expect(run('audit', path, '--against', root)).toMatchObject({ ended: 1, stdout: expect.stringContaining('invented_load.csv') });
  }, 120_000);

  test('ends as it should after many runs with parser processes', async () => {
    const root = tempTree({ 'good.csv': GOOD, 'filler.txt': 'x\n'.repeat(3 * MIB) });
    const once = () =>
      new Promise<string>((resolve) => {
        const child = spawn(process.execPath, [MAIN, 'report', root, '--format', 'md'], { stdio: 'ignore' });
        child.once('exit', (code, signal) => resolve(String(signal ?? code)));
      });
    const ends: string[] = [];
    for (let round = 0; round < 10; round += 1) ends.push(...(await Promise.all([once(), once()])));
    expect(ends).toEqual(Array(20).fill('0'));
  }, 120_000);
});

describe('watch', () => {
  const running: DaemonProcess[] = [];
  const start = (root: string, settings: Readonly<Record<string, number>>): DaemonProcess => {
    const daemon = startDaemonProcess(root, settings);
    running.push(daemon);
    return daemon;
  };
  afterEach(() => Promise.all(running.splice(0).map((daemon) => daemon.end('SIGKILL'))));

  test('goes on answering while a large file is parsed, makes its report, and leaves no process behind', async () => {
    const root = tempTree({ 'small/good.csv': GOOD });
    put(join(root, 'large/load.csv'), `model,tokens_s\n${'fable:2b,140.5\nfable:7b,52.5\n'.repeat(400_000)}`);
    const daemon = start(root, { 'watch.quietMs': 200, 'limits.textLinesMax': 60_000 });
    const reportIn = (directory: string) => {
      const published = daemon.log.filter(({ event }) => event === 'report.published');
      return published.some((line) => line['directory'] === directory);
    };
    await eventually('both reports', () => reportIn('small') && reportIn('large'), 60_000);
    const { pid } = daemon.child;
    const parsers = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    expect(parsers.length).toBeGreaterThan(0);
    expect(await daemon.end('SIGTERM')).toBe(0);
    for (const parser of parsers) expect(() => process.kill(Number(parser), 0)).toThrow('ESRCH');
    expect(daemon.log.filter(({ event }) => event === 'report.disputed' || event === 'job.failed')).toEqual([]);
  }, 120_000);

  test('reports on the others beside a file that no parser survives', async () => {
    const root = tempTree({ 'good/good.csv': GOOD, 'bad/poison.json': `[${'[[],[]],'.repeat(6_000_000)}0]`, 'bad/good.csv': GOOD });
    const daemon = start(root, { 'watch.quietMs': 200, 'limits.parserHeapBytesMax': 64 * MIB });
    const path = join(root, 'bad/benchscribe-report.json');
    await eventually('all reports', () => daemon.log.filter(({ event }) => event === 'report.published').length >= 3, 60_000);
    const report = JSON.parse(readFileSync(path, 'utf8')) as Report;
    expect(verdictsOf(report)).toEqual({
      'good.csv': 'accepted: ',
      'poison.json': expect.stringMatching(/^quarantined: its parser ran out of memory/),
    });
    expect(await daemon.end('SIGTERM')).toBe(0);
  }, 120_000);
});

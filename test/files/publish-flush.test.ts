import * as fs from 'node:fs';
import { basename } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { reportFiles, tempTree } from './temp-tree.ts';

/** What reached the file system, in order: a name is that of the file, "." the report directory. */
const calls: string[] = [];
const openFiles = new Map<number, string>();

function nameOf(path: fs.PathLike): string {
  const name = basename(String(path));
  return name.startsWith('benchscribe-test-') ? '.' : name;
}

jest.unstable_mockModule('node:fs', () => ({
  ...fs,
  openSync(...args: Parameters<typeof fs.openSync>) {
    const fd = fs.openSync(...args);
    openFiles.set(fd, nameOf(args[0]));
    return fd;
  },
  writeFileSync(...args: Parameters<typeof fs.writeFileSync>) {
    calls.push(`write ${openFiles.get(args[0] as number)}`);
    fs.writeFileSync(...args);
  },
  fsyncSync(fd: number) {
    calls.push(`flush ${openFiles.get(fd)}`);
    fs.fsyncSync(fd);
  },
  renameSync(from: string, to: string) {
    calls.push(`rename ${nameOf(from)} ${nameOf(to)}`);
    fs.renameSync(from, to);
  },
}));

const { commitStaged, stageReport } = await import('../../src/edges/files/report-publisher.ts');

// What is renamed before it is flushed may be empty after a crash of the machine; what the directory has not flushed may be the old report.
test.each([1, 2, 3])('flushes each of %d files between its last write and its rename, and the directory after the last rename', (count) => {
  const root = tempTree();
  const files = reportFiles('sha256:1', 'sha256:r').slice(0, count);
  calls.length = 0;
  const staged = stageReport(root, files);
  expect(calls).toEqual(staged.files.flatMap(({ temp }) => [`write ${temp}`, `flush ${temp}`]));
  calls.length = 0;
  commitStaged(staged);
  expect(calls).toEqual([...staged.files.map(({ temp, name }) => `rename ${temp} ${name}`), 'flush .']);
});

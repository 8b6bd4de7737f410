import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { sealed } from '../../src/edges/files/report-seal.ts';
import { removeStaleTemps } from '../../src/edges/files/temp-files.ts';

const LOADER = join(import.meta.dirname, 'ts-loader.js');
const PUBLISHER = join(import.meta.dirname, '../../src/edges/files/report-publisher.ts');

/** Versions of a report a crashing child writes in turn: each is told from the others by its size and its last byte. */
export function versionOf(number: number): string {
  const marks = '---\ngenerator: benchscribe 0.1.0\nschema: benchscribe.report/1\n---\n';
  return `${marks}${`version ${number} `.repeat(20_000)}\nend ${number}\n`;
}

/** JavaScript for `node --input-type=module`: publishes versions 1 to `count` of a large report into `directory`. */
function script(directory: string, count: number): string {
  return `
    const { stageReport, commitStaged } = await import(${JSON.stringify(PUBLISHER)});
    ${versionOf.toString()}
    console.log('start');
    for (let number = 1; number <= ${count}; number += 1) {
      const files = ['md', 'markdown'].map((extension) => ({ name: 'benchscribe-report.' + extension, content: versionOf(number) }));
      commitStaged(stageReport(${JSON.stringify(directory)}, files));
    }`;
}

/** Starts the child, below `wrapper` (for example strace and its arguments) when one is given. */
export function publishInChild(directory: string, count: number, wrapper: readonly string[] = []): ChildProcess {
  const [command, ...args] = [...wrapper, process.execPath, '--import', LOADER, '--input-type=module', '--eval', script(directory, count)];
  return spawn(command!, args, { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Exit of a child: code or signal. */
export function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(String(signal ?? code))));
}

/** Each report file is exactly one of the versions, none is cut, and the next start leaves nothing behind. Returns what was there. */
export function expectWhole(root: string): string[] {
  const whole = new Set(Array.from({ length: 10_000 }, (_, index) => `end ${index + 1}`));
  const temps = readdirSync(root).filter((name) => name.endsWith('.tmp'));
  const reports = readdirSync(root).filter((name) => !name.endsWith('.tmp'));
  for (const name of reports) {
    const content = readFileSync(join(root, name), 'utf8');
    const last = content.trimEnd().split('\n').at(-1)!;
    expect(whole.has(last)).toBe(true);
    expect(content).toBe(String(sealed(name, versionOf(Number(last.slice(4))))));
  }
  expect(removeStaleTemps(root).sort()).toEqual(temps.sort());
  return reports;
}

import { PassThrough } from 'node:stream';
import type { CliContext } from '../../src/cli/context.ts';
import { oneLine } from '../../src/visible-text.ts';
import { refresherHere } from '../support/refresher-here.ts';

/** A process for one command line: what it prints is kept. Standard error is no terminal. */
export function fakeContext(overrides: Partial<CliContext> = {}): {
  context: CliContext;
  stdout: () => string;
  stderr: () => string;
} {
  const printed: string[] = [];
  const noted: string[] = [];
  const context: CliContext = {
    env: {},
    cwd: '/',
    version: '0.0.0-test',
    print: (line) => printed.push(oneLine(line)),
    printText: (text) => printed.push(text),
    note: (line) => noted.push(oneLine(line)),
    stdout: new PassThrough(),
    progress: () => undefined,
    openRefresher: async () => refresherHere(),
    openNarration: async () => null,
    rules: () => 'sha256:rules',
    signal: new AbortController().signal,
    ...overrides,
  };
  return { context, stdout: () => printed.join('\n'), stderr: () => noted.join('\n') };
}

#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { runProgram } from './cli/program.ts';
import { progressLine } from './cli/progress.ts';
import { readRules, withObjectives } from './compose/rules.ts';
import type { Slo } from './contracts/objective.ts';
import { stateDirectory } from './edges/host/state-directory.ts';
import { oneLine, visibleText } from './visible-text.ts';

/** A handle that a library left open (ioredis keeps a timer of 2 s after a failed connection) keeps a finished command alive no longer. */
const LINGER_MS = 100;
/** What was printed is waited for this long after a signal. */
const DRAIN_MS = 1_000;

/** What the processes run that make reports: built, a script, because what Node loads modules with takes longer to load than it. */
const REFRESH_CHILD = join(import.meta.dirname, `compose/refresh-child${import.meta.url.endsWith('.ts') ? '.ts' : '.cjs'}`);

const stop = new AbortController();
let stopRequests = 0;
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    stopRequests += 1;
    // Asked a second time, the process leaves at once: reports are whole or absent at any moment.
    if (stopRequests > 1) process.exit(130);
    stop.abort();
  });
}

// `benchscribe inspect DIR | head` closes the pipe early: that is no failure, and there is nobody left to print for.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    stop.abort();
  });
}

// What a command loads from here on is compiled once, where Node can keep it: from version 22 on. A directory that cannot be written keeps nothing.
const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: (directory: string) => unknown };
const kept = stateDirectory(process.env);
if (kept !== null) enableCompileCache?.(join(kept, 'compiled'));

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

const rules = (slo: Slo = {}) => withObjectives(readRules(version, import.meta.dirname), slo);
process.exitCode = await runProgram(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  version,
  print: (line) => process.stdout.write(`${oneLine(line)}\n`),
  // Bytes go into a file or pipe as they are; a terminal gets no control characters of a file name or cell.
  printText: (text) => process.stdout.write(`${process.stdout.isTTY ? visibleText(text) : text}\n`),
  note: (line) => process.stderr.write(`${oneLine(line)}\n`),
  stdout: process.stdout,
  progress: progressLine(process.stderr),
  async openRefresher(config, options) {
    const { refresher } = await import('./compose/refresher.ts');
    return refresher(config, {
      modulePath: REFRESH_CHILD,
      version,
      rules: rules(config.slo),
      stateDirectory: stateDirectory(process.env),
      ...options,
    });
  },
  async openNarration(config, onGate) {
    if (config.narrator === undefined) return null;
    const { openNarration } = await import('./compose/narration.ts');
    return openNarration(config, { env: process.env, stateDirectory: stateDirectory(process.env), onGate });
  },
  rules,
  signal: stop.signal,
});
await Promise.race([Promise.all([process.stdout, process.stderr].map(written)), soonAfterStop()]);
setTimeout(() => process.exit(), LINGER_MS).unref();

/** Settles when the other end has taken all that was written, or does not want it any more: a slow reader of a pipe gets the whole report. */
function written(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

/** Settles soon after a signal: whoever asks to stop waits for no reader. */
function soonAfterStop(): Promise<void> {
  const later = (settle: () => void) => setTimeout(settle, DRAIN_MS).unref();
  return new Promise((resolve) => {
    if (stop.signal.aborted) later(resolve);
    else stop.signal.addEventListener('abort', () => later(resolve), { once: true });
  });
}

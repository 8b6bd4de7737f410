#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { printable } from './cli/printable.ts';
import { runProgram } from './cli/program.ts';
import { progressLine } from './cli/progress.ts';

/** A handle that a library left open (ioredis keeps a timer of 2 s after a failed connection) keeps a finished command alive no longer. */
const LINGER_MS = 100;

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

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

process.exitCode = await runProgram(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  version,
  // Bytes go into a file or pipe as they are; a terminal gets no control characters of a file name or cell.
  print: (text) => process.stdout.write(`${process.stdout.isTTY ? printable(text) : text}\n`),
  note: (text) => process.stderr.write(`${printable(text)}\n`),
  stdout: process.stdout,
  progress: progressLine(process.stderr),
  signal: stop.signal,
});
setTimeout(() => process.exit(), LINGER_MS).unref();

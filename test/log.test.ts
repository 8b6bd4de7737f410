import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../src/errors.ts';
import { createLogger, LOG_EVENTS, safeText } from '../src/log.ts';

const FORGED = 'a\nLEVEL=error\r\u001b[31m\u009b\u2028\u202e';

async function logged(write: (log: Awaited<ReturnType<typeof createLogger>>) => void): Promise<string> {
  const lines: string[] = [];
  write(await createLogger({ level: 'debug', format: 'json' }, { write: (line: string) => lines.push(line) }, false));
  return lines.join('');
}

describe('createLogger', () => {
  test('writes one JSON line with level, time, event and fields', async () => {
    const line = JSON.parse(
      await logged((log) => log.info({ event: 'report.published', durationMs: 3, nested: { n: [1, null] } }, 'done')),
    );
    expect(line).toMatchObject({ level: 'info', event: 'report.published', durationMs: 3, nested: { n: [1, null] }, msg: 'done' });
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test('holds no control characters and direction marks, wherever the text came from', async () => {
    const err = new Error(FORGED, { cause: new Error(FORGED) });
    const text = await logged((log) => log.warn({ err, path: FORGED, list: [FORGED], map: { [FORGED]: FORGED } }, FORGED));
    expect(text.trimEnd()).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
    const line = JSON.parse(text);
    for (const shown of [line.path, line.list[0], line.msg, line.err.message, line.err.cause.message]) {
      expect(shown).toBe('a\\nLEVEL=error\\r\\u001b[31m\\u009b\\u2028\\u202e');
    }
  });

  test('shows code and cause of a foreseen error without stack, and the stack of any other', async () => {
    const foreseen = new AppError('REPORT_UNWRITABLE', '/x', { cause: new Error('disk full') });
    const text = await logged((log) => {
      log.warn({ err: foreseen }, 'one');
      log.error({ err: new TypeError('bug') }, 'two');
    });
    const [one, two] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(one.err).toMatchObject({ type: 'AppError', code: 'REPORT_UNWRITABLE', cause: { message: 'disk full' } });
    expect(one.err.stack).toBeUndefined();
    expect(two.err.stack[0]).toMatch(/^at /);
  });

  async function onTerminal(write: (log: Awaited<ReturnType<typeof createLogger>>) => void): Promise<string[]> {
    const stream = new PassThrough();
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
    write(await createLogger({ level: 'info', format: 'auto' }, stream, true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    return stripVTControlCharacters(chunks.join('')).trimEnd().split('\n');
  }

  test('has one line on a terminal for each entry, which says what, where, how much and why', async () => {
    const published = { artifactCount: 3, factCount: 20, durationMs: 81.6, timings: { readMs: 1 }, written: ['a', 'b'] };
    const lines = await onTerminal((log) => {
      log.info({ event: 'report.published', root: 'bench', directory: FORGED, ...published }, 'report published');
      log.info({ event: 'report.published', root: 'bench', directory: '.', ...published }, 'report published');
      log.warn({ event: 'root.unavailable', root: 'bench', err: new AppError('ROOT_AWAY', '/a\nb') }, 'root is away');
      const cost = { calls: 4, seconds: 6.1, promptTokens: 812, tokensGenerated: 120 };
      log.info({ event: 'narration.finished', root: 'bench', directory: 'run', ...cost }, 'models were asked');
      log.info({ event: 'daemon.stopped', reason: 'signal' }, 'daemon stopped');
    });
    expect(lines.map((line) => line.replace(/^\[[\d:]+\] /, ''))).toEqual([
      expect.stringMatching(/^INFO.*: report published: bench\/a\\nLEVEL=error.*, 3 artifacts, 20 facts, 82 ms$/),
      expect.stringMatching(/^INFO.*: report published: bench, 3 artifacts, 20 facts, 82 ms$/),
      expect.stringMatching(/^WARN.*: root is away: bench: .*\/a\\nb/),
      expect.stringMatching(/^INFO.*: models were asked: bench\/run, 4 calls, 812 \+ 120 tokens, 6\.1 s$/),
      expect.stringMatching(/^INFO.*: daemon stopped: signal$/),
    ]);
  });

  test('shows the stack of a bug on a terminal too', async () => {
    const [line, ...stack] = await onTerminal((log) => log.error({ err: new TypeError('x is no function') }, 'job failed'));
    expect(line).toMatch(/job failed: x is no function$/);
    expect(stack[0]).toMatch(/^ {4}at /);
  });

  test('survives an object that contains itself', async () => {
    const loop: { self?: object } = {};
    loop.self = loop;
    expect(await logged((log) => log.info({ loop }, 'x'))).toContain('[deeper]');
  });
});

describe('safeText', () => {
  test('takes passwords out of URLs', () => {
    expect(safeText('at redis://user:s3cret@host:6379/0 and rediss://:pw@h?password=pw')).toBe(
      'at redis://***@host:6379/0 and rediss://***@h?***',
    );
  });

  test('leaves ordinary text alone', () => {
    fc.assert(fc.property(fc.stringMatching(/^[\w ,.;()%äöü€-]*$/), (text) => safeText(text) === text));
  });
});

test('every event that the sources log is explained', () => {
  const sources = readdirSync(join(import.meta.dirname, '../src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const texts = sources.map((name) => readFileSync(join(import.meta.dirname, '../src', name), 'utf8'));
  const events = texts.flatMap((text) => [...text.matchAll(/'([a-z]+\.[a-z]+ed)'/g)].map((match) => match[1]!));
  expect([...new Set(events)].filter((event) => !LOG_EVENTS.has(event))).toEqual([]);
  expect(new Set(events).size).toBeGreaterThan(10);
});

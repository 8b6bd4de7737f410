import { describe, expect, test } from '@jest/globals';
import { isConnectionError, redactUrl, safeRedisError } from '../../src/edges/queue/redis-errors.ts';
import { throttledErrors } from '../../src/edges/queue/throttled-errors.ts';

const url = 'rediss://worker:p%40ss%2Fword@redis.example:6380/2?password=again';

describe('redactUrl', () => {
  test('keeps protocol, host, port and database', () => {
    expect(redactUrl(url)).toBe('rediss://redis.example:6380/2');
    expect(redactUrl('redis://127.0.0.1:6379')).toBe('redis://127.0.0.1:6379');
  });

  test('hides a text that is no URL as a whole', () => {
    expect(redactUrl('redis//:secret@host')).toBe('redis URL (not valid)');
  });
});

describe('safeRedisError', () => {
  test('takes the password out, as written and decoded, and drops the failed command', () => {
    const original = Object.assign(new Error(`AUTH p@ss/word (p%40ss%2Fword, again) to ${url}`), {
      code: 'E',
      command: { name: 'auth', args: ['worker', 'p@ss/word'] },
    });
    const safe = safeRedisError(original, url);
    expect(safe.message).toBe('AUTH *** (***, ***) to ***');
    expect(JSON.stringify(safe, Object.getOwnPropertyNames(safe))).not.toMatch(/word|again/);
    expect(safe).toMatchObject({ code: 'E' });
  });

  test('says what the parts of an aggregate say', () => {
    const refused = new AggregateError([new Error('connect ECONNREFUSED ::1:6379'), new Error('connect ECONNREFUSED 127.0.0.1:6379')]);
    expect(safeRedisError(refused, url).message).toBe('connect ECONNREFUSED ::1:6379; connect ECONNREFUSED 127.0.0.1:6379');
  });

  test('accepts what is no error, and a password with a stray per cent sign', () => {
    expect(safeRedisError('down', url).message).toBe('down');
    expect(safeRedisError(undefined, url).message).toBe('undefined');
    expect(safeRedisError(new Error('AUTH 50%'), 'redis://:50%@host').message).toBe('AUTH ***');
  });
});

describe('isConnectionError', () => {
  test('tells a lost connection from an answer of Redis', () => {
    expect(isConnectionError(Object.assign(new Error('read'), { code: 'ECONNRESET' }))).toBe(true);
    expect(isConnectionError(new Error('Connection is closed.'))).toBe(true);
    expect(isConnectionError(new Error('OOM command not allowed'))).toBe(false);
  });
});

describe('throttledErrors', () => {
  test('passes on one error of a kind and tells how many it held back', async () => {
    const told: [string, number][] = [];
    const report = throttledErrors((error, suppressed) => told.push([error.message, suppressed]), 20);
    for (const id of ['1f-3', '2e-4', '77']) report(new Error(`Missing lock for job ${id}`));
    report(new Error('OOM'));
    expect(told).toEqual([
      ['Missing lock for job 1f-3', 0],
      ['OOM', 0],
    ]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    report(new Error('Missing lock for job 5'));
    expect(told.at(-1)).toEqual(['Missing lock for job 5', 2]);
  });

  test('does not grow with the number of kinds', () => {
    let told = 0;
    const report = throttledErrors(() => {
      told += 1;
    }, 60_000);
    const letters = 'abcdefghijklmnopqrst';
    for (const a of letters) for (const b of letters) report(new Error(`kind ${a}${b}x`));
    expect(told).toBe(400);
  });
});

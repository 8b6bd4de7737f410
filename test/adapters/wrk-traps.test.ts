import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import { contentOf, valueAt, valuesOf } from '../corpus/corpus.ts';
import { everythingRead, parseFixture } from './fixture.ts';

const parse = (text: string) => parseArtifact(contentOf('a.txt', new TextEncoder().encode(text)));
const normal = readFileSync(join(import.meta.dirname, '../fixtures/wrk-stdout/normal/input.txt'), 'utf8');

describe('the traps of wrk', () => {
  test.each([
    ['wrk2', 'Running 9s test @ http://127.0.0.1/\n  2 threads and 8 connections\n  Thread calibration: mean lat.: 1.203ms\n'],
    ['autocannon', 'Running 9s test @ http://127.0.0.1/\n8 connections\n\n'],
  ])('the output of %s begins alike and is not claimed', (_, text) => {
    expect(parse(text)).toMatchObject({ adapter: 'none', verdict: 'unknown' });
  });

  test('each number has a unit of its own, and MB are MiB', () => {
    const parsed = parseFixture('wrk-stdout', 'normal');
    expect(valueAt(parsed, 'line=4;col=Latency;index=0')).toMatchObject({ value: 913.47, unit: 'us' });
    expect(valueAt(parsed, 'line=4;col=Latency;index=2')).toMatchObject({ value: 21.83, unit: 'ms' });
    expect(valueAt(parsed, 'line=8;col=Transfer/sec')).toMatchObject({ value: 54.73, unit: 'MiB/s' });
    expect(valueAt(parseFixture('wrk-stdout', 'latency-distribution'), 'line=11;col=requests in;index=0')).toMatchObject({ unit: 'min' });
  });

  test('the zeros of a run without an answer are failed, those of socket errors are zeros', () => {
    const noAnswer = parseFixture('wrk-stdout', 'no-answer');
    expect(noAnswer.sampleCount).toBe(0);
    expect(valuesOf(noAnswer, 'request_latency', 'mean')).toMatchObject([{ value: 0, failure: 'no request was answered' }]);
    expect(valuesOf(parseFixture('wrk-stdout', 'errors'), 'socket_connect_error_count')).toMatchObject([{ value: 0, failure: null }]);
  });

  test('a shell that cuts the last line end costs nothing, a cut number is not used', () => {
    expect(parse(normal.trimEnd())).toMatchObject({ verdict: 'accepted', sampleCount: 11 });
    expect(parse(normal.trimEnd().slice(0, -3))).toMatchObject({ verdict: 'partial', sampleCount: 10 });
  });

  test('the host and the query of the target are not read', () => {
    expect(everythingRead(parseFixture('wrk-stdout', 'two-runs'))).not.toContain('models.example');
    expect(everythingRead(parseFixture('wrk-stdout', 'latency-distribution'))).not.toContain('encoding');
  });
});

import { describe, expect, test } from '@jest/globals';
import { AppError } from '../src/errors.ts';
import { failureLog, jobHandler } from '../src/worker.ts';

const never = new AbortController().signal;

function recorder() {
  const lines: [string, object, string][] = [];
  return {
    lines,
    debug: (fields: object, message: string) => void lines.push(['debug', fields, message]),
    warn: (fields: object, message: string) => void lines.push(['warn', fields, message]),
    error: (fields: object, message: string) => void lines.push(['error', fields, message]),
  };
}

describe('jobHandler', () => {
  test('passes job and signal on', async () => {
    const calls: unknown[] = [];
    const log = recorder();
    await jobHandler(async (job, signal) => void calls.push([job, signal]), log)({ root: 'bench', directory: '.' }, never);
    expect(calls).toEqual([[{ root: 'bench', directory: '.' }, never]]);
    expect(log.lines).toEqual([['debug', { event: 'job.started', root: 'bench', directory: '.' }, 'job started']]);
  });

  test.each([[null], [{ root: 'bench' }], [{ root: 'bench', directory: '../etc' }], [{ root: 'bench', directory: 'a', extra: 1 }]])(
    'refuses %j for good',
    async (payload) => {
      const handle = jobHandler(async () => {
        throw new Error('must not run');
      }, recorder());
      await expect(handle(payload, never)).rejects.toMatchObject({ code: 'JOB_INVALID', retry: 'never' });
    },
  );

  test('does not start a job that is aborted already', async () => {
    let ran = false;
    const handle = jobHandler(async () => {
      ran = true;
    }, recorder());
    await expect(handle({ root: 'bench', directory: '.' }, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
    expect(ran).toBe(false);
  });
});

describe('failureLog', () => {
  test('calls a bug an error, which somebody must look at', () => {
    const log = recorder();
    const err = new RangeError('Maximum call stack size exceeded');
    failureLog(log)({ root: 'bench', directory: 'a' }, err, 1, true);
    expect(log.lines).toEqual([
      ['error', { event: 'job.failed', root: 'bench', directory: 'a', attempt: 1, err }, expect.stringContaining('because of a bug')],
    ]);
  });

  test('tells a last try from one that others follow', () => {
    const log = recorder();
    const onFailed = failureLog(log);
    const err = new AppError('REPORT_UNWRITABLE', 'a');
    onFailed({ root: 'bench', directory: 'a' }, err, 1, false);
    onFailed({ path: '/etc' }, err, 3, true);
    expect(log.lines).toEqual([
      ['warn', { event: 'job.postponed', root: 'bench', directory: 'a', attempt: 1, err }, 'job failed, trying again'],
      ['warn', { event: 'job.failed', payload: { path: '/etc' }, attempt: 3, err }, 'job failed, waiting for its inputs to change'],
    ]);
  });
});

import { describe, expect, test } from '@jest/globals';
import {
  errorNumber,
  failedOf,
  failureIn,
  isBadStatus,
  type OutcomeKind,
  outcomeKind,
  programErrors,
  statesOutcome,
  truthOf,
  type ZeroContext,
  zeroMeans,
} from '../../src/metrics/row-state.ts';

/** Names of columns by the outcome they state, each in every spelling that counts. */
const NAMES: Readonly<Record<OutcomeKind, string>> = {
  'http-code':
    'http_status httpstatus http_code httpcode http_status_code http_response_code http_result response_code status_code reply_code code',
  'exit-code':
    'exit_code exitcode return_code returncode error_code errorcode err_code errcode ret_code exit_status exit_value return_value rc errno exit',
  success:
    'success succeeded successful succ ok okay passed valid success_flag finished completed done is_success was_successful request_succeeded',
  failure:
    'failed fail timed_out timeout oom out_of_memory crashed aborted cancelled canceled skipped killed error_flag is_failed was_killed has_crashed request_failed',
  error:
    'error errors err errs exception exceptions failure failures is_error has_errors last_error first_error request_error api_error errors_l error_list error_msg error_msgs error_message error_messages error_text error_texts error_reason error_reasons error_type error_types error_kind error_kinds error_class error_name error_names error_string error_strings error_detail error_details error_info error_log error_description error_descriptions exception_type fail_reason failed_message failure_msg failure_cause failed_type errmsg traceback stderr std_err',
  status:
    'status state outcome result results result_status verdict status_text termination exit_reason request_status run_state job_status task_outcome test_result final_status end_state',
};

const NAMED = Object.entries(NAMES).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind as OutcomeKind] as const));

describe('the name of a column of outcomes', () => {
  test.each(NAMED.filter(([name]) => name !== 'std_err'))('%s states a %s, in capitals too', (name, kind) => {
    expect([outcomeKind(name), outcomeKind(name.toUpperCase())]).toEqual([kind, kind]);
  });

  test.each(NAMED)('%s states nothing with a word before or after it', (name) => {
    expect([outcomeKind(`zebra_${name}`), outcomeKind(`${name}_zebra`), outcomeKind(`zebra${name}`)]).toEqual([null, null, null]);
  });

  test.each(
    'rate ratio pct percent percentage share fraction margin std stdev stddev mean avg relative rel absolute abs squared mse rmse mae bound estimate count num number n total counter'
      .split(' ')
      .map((word) => [word]),
  )('is a quantity with %s in it, wherever that stands', (word) => {
    expect([outcomeKind(`error_${word}`), outcomeKind(`${word}_error`), outcomeKind(`failure_${word}_type`)]).toEqual([null, null, null]);
  });
});

describe('the words of a status', () => {
  const bad =
    'err error errors errored exception exceptions fail fails failed failure failures failing fault faults timeout timeouts time_out time-out timed_out timed-outs crash crashed crashes abort aborted aborts canceled cancelled kill killed oom oom_killed oomkilled out_of_memory out-free:out_of_disk skip skipped invalid reject rejected refused unavailable unreachable unsupported panic panicked segfault segmentation_fault sigkill sigterm sigsegv sigabrt sigint sigbus terminated interrupted preempted evicted incomplete disconnected reset broken dead lost denied exceeded overloaded throttled rate_limit rate-limited ratelimited bad ko not_ok not_run not_started not_finished not_completed running pending queued waiting started starting in_progress in-progress inprogress scheduled unknown';
  const good =
    'ok okay success successful successfully succeeded pass passed complete completed done finished stop length eos eos_token end_turn endturn good valid normal healthy ready true yes accepted created';

  test.each(bad.split(' '))('%s is bad, however it is written', (word) => {
    for (const spelling of [word, word.toUpperCase(), ` ${word} `]) expect(isBadStatus(spelling)).toBe(true);
  });

  test.each(good.split(' '))('%s is good, however it is written', (word) => {
    for (const spelling of [word, word.toUpperCase(), `${word}: 500 requests failed over`]) {
      expect(isBadStatus(spelling)).toBe(spelling.includes('failed'));
    }
    expect(isBadStatus(`${word} 503`)).toBe(false);
  });

  test.each([
    'terrors',
    'errorless',
    'unfail',
    'defaults',
    'skipper',
    'badge',
    'reseted',
    'brokenness',
    'déad',
    'bad2',
    '2bad',
    'runnings',
    'unknowns',
    'not running here',
  ])('%s is no bad word: it only holds one', (word) => expect(isBadStatus(word)).toBe(false));

  test.each([
    ['no error', false],
    ['No errors', false],
    ['without failures', false],
    ['0 failed', false],
    ['zero requests failed', false],
    ['not one failed', false],
    ['no, it failed', true],
    ['10 failed', true],
    ['piano failed', true],
    ['no way, two requests failed', true],
  ])('%s is bad: %j', (text, expected) => expect(isBadStatus(text)).toBe(expected));

  test.each([
    ['400', true],
    ['399', false],
    ['599', true],
    ['600', false],
    ['404.5', false],
    ['4e2', true],
    ['HTTP 404', true],
    ['http/1.1 502', true],
    ['HTTP 200', false],
    ['HTTP/2.0   204', false],
    ['http404', true],
    ['took 404 ms', false],
    ['404 Not Found', true],
    ['302 Found', false],
    ['5000 requests', false],
    ['700 things', false],
    ['warm', false],
  ])('as a code, %s is bad: %j', (text, expected) => expect(isBadStatus(text)).toBe(expected));
});

describe('a truth value', () => {
  test.each('y yes t true 1 1.0 1.00 ok okay pass passed success successful succeeded good ✓ ✔ ✅ x'.split(' '))('%s is true', (word) => {
    expect([truthOf(word), truthOf(word.toUpperCase()), truthOf(` ${word} `), truthOf(`${word}q`), truthOf(`q${word}`)]).toEqual([
      true,
      true,
      true,
      null,
      null,
    ]);
  });

  test.each('n no f false 0 0.0 0.00 ko not_ok fail failed failure error errored bad ✗ ✘ ❌'.split(' '))('%s is false', (word) => {
    const text = word.replace('not_ok', 'not ok');
    expect([truthOf(text), truthOf(text.toUpperCase()), truthOf(` ${text} `), truthOf(`${text}q`), truthOf(`q${text}`)]).toEqual([
      false,
      false,
      false,
      null,
      null,
    ]);
  });

  test('is itself, or nothing', () => {
    expect([truthOf(true), truthOf(false), truthOf(null), truthOf(undefined), truthOf(''), truthOf(2), truthOf(1), truthOf(0)]).toEqual([
      true,
      false,
      null,
      null,
      null,
      null,
      true,
      false,
    ]);
  });
});

describe('what the cells of a column have to be', () => {
  test.each<[OutcomeKind, string, (string | number | boolean | null | undefined)[], boolean]>([
    ['error', 'error', [], true],
    ['status', 'status', [null, undefined, '', ' ', 'NaN', 'n/a', 'none', 'NULL'], true],
    ['success', 'ok', [null], false],
    ['http-code', 'code', ['', null], false],
    ['http-code', 'code', [0, 100, 599], true],
    ['http-code', 'code', [99], false],
    ['http-code', 'code', [600], false],
    ['http-code', 'code', [200.5], false],
    ['http-code', 'code', [200, 'OK'], false],
    ['exit-code', 'exit_code', [0, 1, -9, '137'], true],
    ['exit-code', 'exit_code', [0.5], false],
    ['exit-code', 'exit_code', ['E42'], false],
    ['exit-code', 'error_code', ['E42', '0'], true],
    ['exit-code', 'error_code', ['0.5'], false],
    ['success', 'success', ['true', 'maybe'], false],
    ['success', 'passed', [1, 0], false],
    ['success', 'passed', ['true', 1], true],
    ['success', 'success', [1, 0], true],
    ['failure', 'oom', [1, 0], true],
    ['failure', 'request_failed', [1, 0], false],
    ['failure', 'failed', [1, 0], false],
    ['failure', 'is_failed', [1, 0], true],
    ['success', 'was_completed', [1, 0], true],
    ['status', 'status', [200, 7], false],
    ['status', 'status', [true], true],
    ['exit-code', 'exit_code', [1, 0.5], false],
    ['status', 'results', ['xnone'], false],
    ['status', 'results', ['nonex'], false],
    ['error', 'error', [0, 1], true],
    ['error', 'error', [0, 2], false],
    ['error', 'errors', [0, 1], false],
    ['error', 'errors_l', [0, 1], false],
    ['error', 'errors_list', [0, 1], false],
    ['error', 'errors', ['boom', 1], true],
    ['status', 'status', [200, 503], true],
    ['status', 'status', [100, 599], true],
    ['status', 'status', [99], false],
    ['status', 'status', [600], false],
    ['status', 'status', [200.5], false],
    ['status', 'status', ['good', 3], true],
    ['status', 'result', ['good', ' FAILED ', 'yes'], true],
    ['status', 'results', ['good', 'green'], false],
    ['status', 'outcome', ['green'], true],
  ])('as %s under %s, %j: %j', (kind, name, cells, expected) => expect(statesOutcome(kind, name, cells)).toBe(expected));
});

describe('why a row failed', () => {
  test.each([
    '',
    '-',
    '--',
    '—',
    '0',
    'no',
    'none',
    'null',
    'nil',
    'n/a',
    'na',
    'nan',
    'false',
    'f',
    'n',
    'ok',
    'okay',
    'success',
    'successful',
    'no error',
    'no_errors',
    'noerror',
    '[]',
    '{}',
    '""',
    "''",
    '0.0',
  ])('an error of %j is none', (text) => {
    expect([failureIn('error', 'error', text), failureIn('error', 'error', ` ${text.toUpperCase()} `)]).toEqual([null, null]);
    if (/[a-z]/i.test(text)) expect(failureIn('error', 'error', `${text} but boom`)).toBe(`${text} but boom`);
  });

  test.each<[OutcomeKind, string | number | boolean | null | undefined, string | null]>([
    ['error', 'boom\r\nat x', 'boom'],
    ['error', 1, 'col is 1'],
    ['error', 'true', 'col is true'],
    ['error', '-0.5e1', 'col is -0.5e1'],
    ['error', '5.', 'col is 5.'],
    ['error', '.55', 'col is .55'],
    ['error', '5.25', 'col is 5.25'],
    ['error', '5e10', 'col is 5e10'],
    ['error', '+7', 'col is +7'],
    ['error', '1.2.3', '1.2.3'],
    ['error', undefined, null],
    ['error', Number.NaN, null],
    ['success', 'no', 'col is no'],
    ['success', 'yes', null],
    ['success', 'perhaps', null],
    ['failure', true, 'col is true'],
    ['failure', 'no', null],
    ['failure', 'perhaps', null],
    ['http-code', 399, null],
    ['http-code', '400', 'col is 400'],
    ['http-code', 0, 'col is 0'],
    ['http-code', 'x', null],
    ['exit-code', 0, null],
    ['exit-code', -1, 'col is -1'],
    ['exit-code', 'E42', 'E42'],
    ['exit-code', 'none', null],
    ['status', 'OK', null],
    ['status', 'FAILED\nbecause', 'col is FAILED'],
    ['status', null, null],
  ])('of %s, %j: %j', (kind, cell, reason) => expect(failureIn(kind, 'col', cell)).toBe(reason));
});

describe('a number of errors', () => {
  const counted =
    'failed errors error failures failure timeouts exceptions fails num_failed number_of_failed n_failed total_failed count_failed failed_requests failed_request failed_reqs failed_prompts failed_runs failed_calls failed_queries failed_samples errored unsuccessful timed_out aborted rejected cancelled dropped request_errors req_failures requests_errors error_count errors_total failed_num errors_number errors_seen';
  const silent = new Set(['timed_out', 'cancelled', 'requests_errors']);

  test.each(counted.split(' ').filter((name) => !silent.has(name)))('%s counts requests where it holds whole numbers', (name) => {
    expect([errorNumber(name, [0, 3]), errorNumber(name, [Number.NaN, 2]), errorNumber(name, [0.5]), errorNumber(name, [-1])]).toEqual([
      'count',
      'count',
      'unclear',
      'unclear',
    ]);
    expect(errorNumber(`zebra_${name}`, [0, 3])).toBe('unclear');
    expect(errorNumber(`${name}_zebra`, [0, 3])).toBe('unclear');
  });

  test.each('error_rate failed_rate failure_ratio request_error_share failed_requests_rate error_fraction failed_request_rate'.split(' '))(
    '%s is a share',
    (name) => {
      expect(errorNumber(name, [0.5])).toBe('share');
      expect(errorNumber(`zebra_${name}`, [0.5])).toBe('unclear');
      expect(errorNumber(`${name}_zebra`, [0.5])).toBe('unclear');
    },
  );

  test.each('err_zebra fail_zebra fails_zebra failure_zebra timeout_zebra exception_zebra zebra_dropped'.split(' '))(
    '%s says no more',
    (name) => expect(errorNumber(name, [1])).toBe('unclear'),
  );

  test.each(['latency', 'terror', 'errand', 'unfailing', 'rate'])('%s says nothing of errors', (name) =>
    expect(errorNumber(name, [1])).toBeNull(),
  );
});

describe('how many of how many failed', () => {
  test.each([
    ['failed 8 of 10', 8, 10],
    ['Failures: 12/200', 12, 200],
    ['failure = 1 out of 2', 1, 2],
    ['errors 3 / 30', 3, 30],
    ['error:4 of 40', 4, 40],
    ['unsuccessful 5 of 5', 5, 5],
    ['12 of 120 failed', 12, 120],
    ['12/120 requests failed', 12, 120],
    ['2 of 20 requests have failed', 2, 20],
    ['2 of 20 were unsuccessful', 2, 20],
    ['2 of 20   calls were errored', 2, 20],
  ])('%s', (text, failed, of) => expect(failedOf(text)).toEqual({ failed, of }));

  test.each(['failed 9 of 8', 'prefailed 1 of 2', '1 of 2 passed', 'failed at 1 of 2', '1 of 2 undfailed', 'failed: 1 and 2'])(
    '%s does not say it',
    (text) => expect(failedOf(text)).toBeNull(),
  );
});

describe('an answer that is an error of the program', () => {
  const words = [
    'connection reset',
    'timed out',
    'time out',
    'timeout',
    'refused',
    'unreachable',
    'unavailable',
    'all attempts failed',
    'bad status code',
    'no route',
    'out of memory',
  ];
  test.each(words)('%s', (reason) => {
    for (const answer of [`Error: ${reason}`, `ConnectionError: it was ${reason} by the host`, `  exception while asking: ${reason}.`])
      expect([...programErrors([answer, 'x', answer])]).toEqual([
        [0, `the answer is an error message: ${answer.trim()}`],
        [2, `the answer is an error message: ${answer.trim()}`],
      ]);
    for (const answer of [
      `Terror: ${reason}\nmore`,
      `Errors: ${reason}`,
      `An error: ${reason}`,
      `Error ${reason}`,
      `Error ${'x'.repeat(81)}: ${reason}`,
    ])
      expect(programErrors([answer, answer]).size).toBe(0);
  });
});

describe('a zero', () => {
  const alone = { statistic: null, outputTokens: null, besideGood: false, saidToBeGood: false };
  test.each('stdev pstdev std stderr sem cv variance mad iqr range min p0 p1 p5 p10 p25 p49 p1.5'.split(' '))(
    'of a %s is a zero',
    (statistic) => {
      expect(zeroMeans('time_to_first_token', { ...alone, statistic })).toBe('zero');
    },
  );
  test.each('mean median max p50 p90 p99 p99.9 p123 stdevs minimum xmin'.split(' '))('of a %s is a failure', (statistic) => {
    expect(zeroMeans('time_to_first_token', { ...alone, statistic })).toBe('failed');
  });
  test.each('gpu_memory_used gpu_memory_total memory_used model_size'.split(' '))('of %s was not looked at', (metric) => {
    expect(zeroMeans(metric, { ...alone, besideGood: true })).toBe('not-defined');
  });
  test.each('inter_token_latency time_per_output_token normalized_time_per_output_token eval_duration decode_throughput'.split(' '))(
    'of %s is not defined for an answer of one token, and one for an answer of none or two',
    (metric) => {
      const said = [0.5, 1, 0, 2, null].map((outputTokens) => zeroMeans(metric, { ...alone, outputTokens }));
      expect(said).toEqual(['not-defined', 'not-defined', 'failed', 'failed', 'failed']);
      expect(zeroMeans(metric, { ...alone, besideGood: true, saidToBeGood: true })).toBe('not-defined');
    },
  );
  test.each<[string, Partial<ZeroContext>, string]>([
    ['request_latency', { saidToBeGood: true, outputTokens: 5 }, 'not-defined'],
    ['request_latency', { saidToBeGood: true, outputTokens: 0 }, 'failed'],
    ['request_latency', { saidToBeGood: true }, 'failed'],
    ['request_latency', { outputTokens: 5 }, 'failed'],
    ['request_latency', { besideGood: true }, 'not-defined'],
    ['request_latency', { besideGood: true, saidToBeGood: true }, 'zero'],
    ['output_token_throughput', { besideGood: true, saidToBeGood: true }, 'not-defined'],
    ['accuracy', {}, 'zero'],
  ])('of %s with %j is %s', (metric, context, meaning) => expect(zeroMeans(metric, { ...alone, ...context })).toBe(meaning));
});

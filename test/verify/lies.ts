import type { Predicate } from '../../src/contracts/claim.ts';

/** A sentence that the facts of the test do not bear out: `name`, <term>, {fact:show}; "|" stands between the clauses of a joined one. */
export interface Lie {
  readonly predicates: readonly (Predicate | undefined)[];
  readonly text: string;
}

function lies(predicate: Predicate | undefined, ...texts: readonly string[]): Lie[] {
  return texts.map((text) => ({ predicates: text.split('|').map((_, index) => (index === 0 ? undefined : predicate)), text }));
}

function lead(predicate: Predicate | undefined, ...texts: readonly string[]): Lie[] {
  return texts.map((text) => ({ predicates: text.split('|').map(() => predicate), text }));
}

function mixed(...own: readonly (readonly [readonly (Predicate | undefined)[], string])[]): Lie[] {
  return own.map(([predicates, text]) => ({ predicates, text }));
}

const TRUE_LEAD = '`fast:1b` has the highest <generation throughput>: {ffast00:value}; {fratio0:times} `slow:7b`';

/** By what is wrong with them. */
export const LIES: Readonly<Record<string, readonly Lie[]>> = {
  'a comparative without a relation': lead(
    undefined,
    '`slow:7b` is faster than `fast:1b`.',
    '`slow:7b` answers quicker, at {fwait00:value}.',
    '`fast:1b` is slower at first.',
    '`slow:7b` needs less time: {fwait00:value}.',
    '`slow:7b` gives more: {fslow00:value}.',
    '`fast:1b` makes fewer tokens.',
    'A larger model is cheaper here.',
    '`slow:7b` is as good as `fast:1b`.',
    '`fast:1b` waits longer for its first token.',
    'Under load `slow:7b` holds up better.',
  ),
  'a superlative': lead(
    undefined,
    '`slow:7b` is the fastest.',
    '`slow:7b` has the highest <generation throughput>: {fslow00:value}.',
    '`fast:1b` is the steadiest of all.',
    '`slow:7b` is the leanest choice.',
    '`slow:7b` has the shortest wait: {fwait00:value}.',
    'The best one is `slow:7b`.',
    'At most {fslow00:value} come out of `slow:7b`.',
    'The worst wait is that of `slow:7b`.',
  ),
  'a verb that weighs': lead(
    undefined,
    '`slow:7b` outperforms `fast:1b`.',
    '`slow:7b` beats `fast:1b` by {fratio0:times}.',
    '`slow:7b` wins.',
    '`fast:1b` trails `slow:7b`.',
    '`slow:7b` dominates.',
    '`slow:7b` leaves `fast:1b` in the dust.',
    '`slow:7b` pulls away from `fast:1b`.',
    '`slow:7b` eclipses `fast:1b`.',
    '`slow:7b` edges past `fast:1b`.',
    '`slow:7b` overshadows `fast:1b`.',
    '`fast:1b` lags.',
    '`fast:1b` suffers under load.',
    '`fast:1b` collapses under load.',
    '`slow:7b` shines at {fslow00:value}.',
    '`slow:7b` excels.',
    '`slow:7b` comes out on top.',
  ),
  'a "no" that says too much': lead(
    undefined,
    'There is no difference between `slow:7b` and `fast:1b`.',
    'No model is faster than `slow:7b`.',
    'None of them failed.',
    'Nothing failed.',
    '`slow:7b` never failed.',
    '`slow:7b` has no rival.',
    'No setting matters.',
    'It does not matter which one is taken.',
    'Nobody waits for `slow:7b`.',
    'There was not a single failure.',
    '`slow:7b` ran without a failure.',
  ),
  'a number in words': lead(
    undefined,
    '`slow:7b` takes one-third of the time of `fast:1b`.',
    '`slow:7b` is an order of magnitude quicker.',
    'Speed went up sevenfold.',
    '`fast:1b` doubled its speed.',
    'A third of the requests failed.',
    'Half of the requests failed.',
    'The wait is a tenth of what it was.',
    'A quarter of it is loading.',
    'Two thirds of it is loading.',
    'A couple of requests failed.',
    'A handful of requests failed.',
    'The speed went up by a fifth.',
    'Once in ten requests it fails.',
    'A percent of the requests fails.',
  ),
  'words that assert where they seem to connect': lead(
    undefined,
    'The wait of `slow:7b` rests on the queue.',
    'The wait comes from the queue.',
    'Memory decides.',
    'The speed of `slow:7b` holds under load.',
    '`slow:7b` keeps its speed, {fslow00:value}, at every load.',
    '`slow:7b` and `fast:1b` share one order.',
    'Since memory ran out, `slow:7b` waits {fwait00:value}.',
    'The queue is the cause of {fwait00:value}.',
    'The cause is memory.',
    'Every request of `slow:7b` came back.',
    'Each setting of `slow:7b` was tried.',
    'All of them agree.',
    'Only `slow:7b` failed.',
    'The alarm is withdrawn: {fwait00:value}.',
    '`slow:7b` is responsive at {fwait00:value}.',
    '`slow:7b` is ready for production.',
    '`slow:7b` is unusable.',
    'The wait of `slow:7b` is due to its size.',
    '`slow:7b` is slow because of memory.',
  ),
  'a fact of another subject': [
    ...lead(
      undefined,
      '`slow:7b` makes {ffast00:value}.',
      '`fast:1b` makes {fslow00:value}.',
      'The wait of `fast:1b` is {fwait00:value}.',
      '{ffail00:value} of {ftried0:value} requests of `fast:1b` came to nothing.',
      '{fwait00:value} for `fast:1b`.',
      '`fast:1b` took {fcold00:value} after a load.',
    ),
    ...lead(
      'leads',
      '`slow:7b` has the highest <generation throughput>: {ffast00:value}; {fratio0:times} `fast:1b`.',
      '`fast:1b` has the highest <generation throughput>: {fslow00:value}; {fratio0:times} `slow:7b`.',
      '`slow:7b` has the highest <generation throughput>: {fslow00:value}; {fratio0:times} `fast:1b`.',
    ),
  ],
  'a fact of another metric': lead(
    undefined,
    'The <time to first token> of `slow:7b` is {fslow00:value}.',
    'The <generation throughput> of `slow:7b` is {fwait00:value}.',
    'The <request latency> of `slow:7b` is {fwait00:value}.',
    'The <accuracy> of `slow:7b` is {fslow00:value}.',
  ),
  'two comparatives, of which one is borne out': lead(
    'leads',
    '`fast:1b` has the highest <generation throughput>: {ffast00:value}; {fratio0:times} `slow:7b`, which is quicker to answer.',
    '`fast:1b` has the highest <generation throughput> and the lowest wait: {ffast00:value}; {fratio0:times} `slow:7b`.',
    '`fast:1b` has the lowest <generation throughput>: {ffast00:value}; {fratio0:times} `slow:7b`.',
    '`fast:1b` has the highest <generation throughput>: {ffast00:value}; {fratio0:times} `slow:7b` and better in all else.',
    '`fast:1b` has the highest <generation throughput> of all models ever: {ffast00:value}; {fratio0:times} `slow:7b`, by far the fastest.',
    '`fast:1b` has the highest <generation throughput>: {ffast00:value}; {fnear00:times} `mid:3b`.',
  ),
  'words in a name': lead(
    undefined,
    '`slow:7b, the best` makes {fslow00:value}.',
    '`faster than fast:1b` makes {fslow00:value}.',
    '`twice as quick` it is.',
    '`slow:7b wins` at {fslow00:value}.',
    '`slow:7b is 300 tokens/s` they say.',
    '`model=slow:7b=best` is there.',
    '<the fastest of all> is there.',
    '<generation throughput is highest> here.',
    '`150` tokens a second.',
  ),
  'a wrong direction of a change': [
    ...lead(
      'changed',
      '<generation throughput> rose: `fast:1b` {fchange:percent}.',
      '<generation throughput> fell: `fast:1b` {fgrown0:percent}.',
      '<generation throughput> is unchanged: `fast:1b` {fchange:percent}.',
      '<generation throughput> is better: `fast:1b` {fchange:percent}.',
      '<generation throughput> fell: `fast:1b` {fmaybe0:percent}; confirmed, since `runs`.',
      '{fworse0:value} better, and that is it.',
      'Of the requests of `slow:7b`, {ffail00:value} of {ftried0:value} failed in the last run, against {fbefore:value} of {fallbef:value} in those before it; confirmed, since `runs`.',
      'Of the requests of `slow:7b`, {ftried0:value} of {ffail00:value} failed in the last run, against {fbefore:value} of {fallbef:value} in those before it.',
      'Of the requests of `slow:7b`, {ffail00:value} failed in the last run, against {fbefore:value} in those before it.',
    ),
    ...lead(
      undefined,
      '`fast:1b` regressed by {fchange:percent}.',
      '`fast:1b` slowed by {fchange:percent}.',
      '`fast:1b` improved: {fchange:percent}.',
      'Speed plummeted by {fchange:percent}.',
      'Speed surged by {fgrown0:percent}.',
      'Speed climbed to {ffast00:value}.',
      'Speed halved.',
    ),
  ],
  'a tie that is none, a lead that is none': mixed(
    [['tied'], 'The lead of `fast:1b` over `slow:7b` ({fratio0:times}) is within the noise.'],
    [['tied'], '`fast:1b` and `slow:7b` cannot be told apart ({fratio0:times}).'],
    [
      ['same-order'],
      '<time to first token> has the same order ({fwaitr0:times}, {ffast00:value}, {fslow00:value}, {fwait00:value}, {fquick0:value}).',
    ],
    [['other-leader'], 'In <generation throughput>, `fast:1b` is ahead ({fratio0:times}).'],
    [['leads-over-cells'], '`fast:1b` is ahead in <generation throughput> of `slow:7b` everywhere, by {fratio0:times}.'],
  ),
  'advice without facts': lead(
    'advice',
    'Buy a larger machine.',
    'Take `slow:7b`.',
    'Set `num_gpu=40` and be done.',
    'Use a smaller context.',
  ),
  'an effect that is none': mixed(
    [['effect'], 'Going to `num_gpu=40` changes it.'],
    [['effect'], '`num_gpu=40` makes it faster by {feffect:percent}.'],
    [['no-effect'], 'No setting is better than another.'],
    [['curve'], 'It goes up.'],
    [['extremes'], '`num_gpu=40` is the best.'],
    [['missing'], 'Memory of `slow:7b` was not recorded.'],
    [['failed'], '`slow:7b` failed most of the time.'],
  ),
  'a lie in a joined clause': [
    ...lies(undefined, `${TRUE_LEAD}|; \`slow:7b\` is the better choice.`.replace('|', '|')),
    ...mixed(
      [['leads', undefined], `${TRUE_LEAD}|; \`slow:7b\` answers faster.`],
      [['leads', undefined], `${TRUE_LEAD}|; nothing failed.`],
      [['leads', undefined], `${TRUE_LEAD}|; the cause is memory.`],
      [['leads', 'tied'], `${TRUE_LEAD}|; in <generation throughput>, \`fast:1b\` and \`slow:7b\` cannot be told apart ({fratio0:times}).`],
      [['leads', 'failed'], `${TRUE_LEAD}|; {ffail00:value} of {ftried0:value} requests of \`fast:1b\` failed.`],
      [['leads', 'same-order'], `${TRUE_LEAD}|; <time to first token> has the same order ({fwaitr0:times}).`],
      [['leads', 'other-leader'], `${TRUE_LEAD}|; in <time to first token>, \`fast:1b\` is ahead ({fwaitr0:times}).`],
      [['leads', 'cold-cost'], `${TRUE_LEAD}|; the wait of \`fast:1b\` after a load is {fcold00:value}.`],
      [['leads', 'confounded'], `${TRUE_LEAD}|; what \`num_gpu=40\` does is better.`],
      [['leads', 'input'], `${TRUE_LEAD}|; the best file is \`runs\`.`],
      [
        ['leads', 'leads'],
        `${TRUE_LEAD}|; \`slow:7b\` has the highest <generation throughput>: {fslow00:value}; {fratio0:times} \`fast:1b\`.`,
      ],
      [['leads', 'changed'], `${TRUE_LEAD}|; <generation throughput> rose: \`fast:1b\` {fchange:percent}.`],
      [['leads', 'overloaded'], `${TRUE_LEAD}|; \`slow:7b\` was slower and overloaded.`],
      [['leads', 'advice'], `${TRUE_LEAD}|; buy it.`],
    ),
  ],
};

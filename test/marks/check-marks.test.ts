import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fact } from '../../src/contracts/fact.ts';
import { isPassing, stemOf } from '../../src/core/history/comparable.ts';
import { type CheckedMark, checkMarks } from '../../src/core/marks/check-marks.ts';
import { findMarks } from '../../src/core/marks/find-marks.ts';
import { MARK_NAME, type PresentFacts, presentFacts } from '../../src/core/marks/present-facts.ts';
import { type Files, reportOf } from '../support/report-of.ts';

const RUNS = 'model,tokens_s,ttft_s\noak:2b,180.5,0.2\noak:2b,182.5,0.25\noak:300m,280.25,0.1\noak:300m,284.75,0.125\n';

function presentOf(files: Files): PresentFacts {
  return presentFacts(reportOf(files).report, { isPassing, stemOf });
}

/** Runs of one model by day, each with its version. */
function nightly(rates: Readonly<Record<string, number>>): Files {
  return Object.fromEntries(
    Object.entries(rates).map(([day, rate]) => [
      `${day}/runs.csv`,
      `model,engine_version,tokens_s,ttft_s\noak:2b,v${day.slice(-2)},${rate},0.2\noak:2b,v${day.slice(-2)},${rate + 1},0.2\n`,
    ]),
  );
}

const FACTS = presentOf({ 'runs.csv': RUNS });

function factIn(present: PresentFacts, wanted: Partial<Fact>, labels: Fact['labels'] = {}): Fact {
  const fact = present.facts.find(
    (own) =>
      Object.entries(wanted).every(([key, value]) => own[key as keyof Fact] === value) &&
      Object.entries(labels).every(([key, value]) => own.labels[key] === value),
  );
  if (fact === undefined) throw new Error(`no fact ${JSON.stringify(wanted)}`);
  return fact;
}

const MEAN = factIn(FACTS, { metric: 'decode_throughput', statistic: 'mean' }, { model: 'oak:2b' });
const LARGE = factIn(FACTS, { metric: 'decode_throughput', statistic: 'mean' }, { model: 'oak:300m' });
const mark = (fact: Fact, present = FACTS) => `<!-- benchscribe: ${present.nameOf(fact)} -->`;

function only(text: string, present = FACTS): CheckedMark {
  const [first, ...others] = checkMarks(text, present);
  expect(others).toEqual([]);
  return first!;
}

function fixed(text: string, present = FACTS): string {
  return checkMarks(text, present)
    .flatMap(({ edits }) => edits)
    .toReversed()
    .reduce((made, { start, end, text: digits }) => made.slice(0, start) + digits + made.slice(end), text);
}

describe('the name of what a fact is about', () => {
  test('is one of ten letters, and no two facts of a run share it', () => {
    const names = FACTS.facts.map((fact) => FACTS.nameOf(fact));
    expect(names.filter((name) => !MARK_NAME.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('is the same when values change, a file is in another place and others appear', () => {
    const names = (files: Files) => {
      const present = presentOf(files);
      return present.nameOf(factIn(present, { metric: 'decode_throughput', statistic: 'mean' }, { model: 'oak:2b' }));
    };
    const name = FACTS.nameOf(MEAN);
    expect(names({ 'runs.csv': RUNS.replace('180.5', '99.5') })).toBe(name);
    expect(names({ 'deep/below/runs.csv': RUNS })).toBe(name);
    expect(names({ 'runs.csv': `${RUNS}elm:1b,90.5,0.5\nelm:1b,91.5,0.4\n` })).toBe(name);
  });

  test('stands for the fact of the last run, whatever its version, and outlives the first ones', () => {
    const days = { '2026-11-01': 180, '2026-11-02': 181, '2026-11-03': 190 };
    const before = presentOf(nightly({ '2026-11-01': 180, '2026-11-02': 181 }));
    const name = before.nameOf(factIn(before, { metric: 'decode_throughput', statistic: 'mean' }));
    expect(only(`181.5 tokens/s <!-- benchscribe: ${name} -->`, before).marked.verdict).toBe('holds');
    const after = presentOf(nightly(days));
    expect(only(`181.5 tokens/s <!-- benchscribe: ${name} -->`, after).marked).toMatchObject({
      verdict: 'moved',
      present: '190.5 tokens/s',
    });
    const { '2026-11-01': _first, '2026-11-02': _second, ...last } = days;
    const pruned = presentOf(nightly({ ...last, '2026-11-04': 191 }));
    expect(only(`191.5 tokens/s <!-- benchscribe: ${name} -->`, pruned).marked.verdict).toBe('holds');
  });

  test('is no id: an id stands for the fact of its own run, and the last run is told of', () => {
    const present = presentOf(nightly({ '2026-11-01': 180, '2026-11-02': 190 }));
    const first = factIn(present, { metric: 'decode_throughput', statistic: 'mean', value: 180.5 });
    const { verdict, reason } = only(`180.5 tokens/s <!-- benchscribe: ${first.id} -->`, present).marked;
    expect([verdict, reason]).toEqual([
      'holds',
      expect.stringMatching(new RegExp(`; the last run has 19\\d.* tokens/s: to follow it, name ${present.nameOf(first)}$`)),
    ]);
  });

  test('tells two series apart that lie in directories of their own, through their runs', () => {
    const rows = (rate: number) => `model,tokens_s,ttft_s\noak:2b,${rate},0.2\noak:2b,${rate + 1},0.25\n`;
    const files = Object.fromEntries(
      ['01', '02', '03'].flatMap((day) => [
        [`gpu-a/2026-11-${day}/runs.csv`, rows(100 + Number(day))],
        [`gpu-b/2026-11-${day}/runs.csv`, rows(150 + Number(day))],
      ]),
    );
    const present = presentOf(files);
    const { name } = only('102.5 tokens/s <!-- benchscribe: ? -->', present).marked.candidates[0]!;
    expect(only(`103.5 tokens/s <!-- benchscribe: ${name} -->`, present).marked).toMatchObject({ verdict: 'holds', value: 103.5 });
  });

  test('that several facts of one run bear stands for none of them, and they are listed by their ids', () => {
    const present = presentOf({
      'v.csv': 'model,engine_version,tokens_s,ttft_s\noak:2b,v1,180,1\noak:2b,v1,181,1\noak:2b,v2,190,1\noak:2b,v2,191,1\n',
    });
    const mean = factIn(present, { metric: 'decode_throughput', statistic: 'mean', value: 190.5 });
    const { marked } = only(`190.5 tokens/s ${mark(mean, present)}`, present);
    expect(marked.verdict).toBe('unknown');
    expect(marked.candidates.map(({ name }) => name)).toContain(mean.id);
    expect(only(`190.5 tokens/s <!-- benchscribe: ${mean.id} -->`, present).marked.verdict).toBe('holds');
  });

  test('of a statistic that the report of the last run does not state is no name of an earlier value', () => {
    const { report } = reportOf(nightly({ '2026-11-01': 180, '2026-11-02': 190 }));
    const facts = report.facts.filter(({ statistic, value }) => statistic !== 'max' || value < 185);
    const present = presentFacts({ ...report, facts }, { isPassing, stemOf });
    const max = factIn(present, { metric: 'decode_throughput', statistic: 'max' });
    expect(only(`181.0 tokens/s ${mark(max, present)}`, present).marked).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('states no max of this'),
    });
  });
});

describe('a marked number', () => {
  test.each(['181.5 tokens/s', '182 tok/s', '180 tok/s', '0.18k tokens/s', '**181.50** tokens/s', '`181.5` tokens per second'])(
    'holds to the precision that it is printed with: %s',
    (written) => {
      expect(only(`${written} ${mark(MEAN)}`).marked.verdict).toBe(written.startsWith('180 ') ? 'moved' : 'holds');
    },
  );

  test.each([
    ['180.0 tokens/s', 'moved', '181.5 tokens/s'],
    ['1,180 tok/s', 'moved', '182 tok/s'],
    ['0.17k tokens/s', 'moved', '0.18k tokens/s'],
    ['180 ms', 'unreadable', null],
    ['180', 'unreadable', null],
    ['-180.0 tokens/s', 'moved', null],
    ['no number', 'unreadable', null],
    ['181.5 ± 1.0 requests/s', 'unreadable', null],
  ])('%s is %s, and would be %s', (written, verdict, present) => {
    const { marked, edits } = only(`${written} ${mark(MEAN)}`);
    expect([marked.verdict, marked.present, edits.length > 0]).toEqual([verdict, present, present !== null]);
  });

  test('has its spread rewritten with it', () => {
    const { low, high } = LARGE.interval!;
    const half = ((high - low) / 2).toFixed(1);
    expect(fixed(`280.0 ± 1.0 tokens/s ${mark(LARGE)}\n`)).toBe(`282.5 ± ${half} tokens/s ${mark(LARGE)}\n`);
  });

  test('is not rewritten to 0, nor to another sign', () => {
    const change = { ...MEAN, id: 'fchange', kind: 'change', value: -0.0004, unit: 'ratio' } as const;
    const present = presentFacts({ facts: [change] }, { isPassing, stemOf });
    const of = (written: string) => only(`${written} <!-- benchscribe: fchange -->`, present);
    expect([of('−3 %'), of('3.2 %'), of('−3.2 %')].map(({ marked, edits }) => [marked.verdict, edits.length])).toEqual([
      ['moved', 0],
      ['moved', 0],
      ['moved', 0],
    ]);
    expect(of('−3.25 %').edits).toEqual([expect.objectContaining({ text: '−0.04' })]);
    expect(of('3.25 %').marked.reason).toContain('another sign');
  });

  test('without a unit is no ratio where it reads as one of a hundred', () => {
    const rate = { ...MEAN, id: 'frate', value: 0.93, unit: 'ratio' };
    const present = presentFacts({ facts: [rate] }, { isPassing, stemOf });
    const verdicts = ['93', '0.93', '93 %'].map((written) => only(`${written} <!-- benchscribe: frate -->`, present).marked.verdict);
    expect(verdicts).toEqual(['unreadable', 'holds', 'holds']);
  });

  test.each([
    ['181.5 tokens/s', /^mean of generation throughput, oak:2b is 181\.5 tokens\/s$/],
    ['the median of oak:300m is 282.5 tokens/s', /^median of generation throughput, oak:300m /],
    ['0.225 s', /^mean of time to first token, oak:2b is 0\.225 s$/],
    ['225', /^mean of time to first token, oak:2b is 225 ms$/],
    ['9999 tokens/s', /^max of generation throughput, oak:300m /],
  ])('that names no fact yet is told the nearest ones: %s', (written, about) => {
    const { verdict, candidates } = only(`${written} <!-- benchscribe: ? -->`).marked;
    expect([verdict, candidates[0]!.about]).toEqual(['unknown', expect.stringMatching(about)]);
    expect(FACTS.named(candidates[0]!.name).kind).toBe('one');
  });

  test('that counts things of which there is no fact is told none', () => {
    expect(only('44 Markdown files <!-- benchscribe: ? -->').marked.candidates).toEqual([]);
  });

  test('holds once it has been rewritten, whatever it said', () => {
    const style = fc.constantFrom('1', '10.5', '1,234.25', '**7**', '`3.125`', '1.5e2');
    const unit = fc.constantFrom('tokens/s', 'tok/s', 'tokens/min', 'k tokens/s');
    fc.assert(
      fc.property(style, unit, fc.constantFrom(MEAN, LARGE), (written, spelled, fact) => {
        const again = fixed(`It is ${written} ${spelled} ${mark(fact)} now.\n`);
        const { marked } = only(again);
        if (marked.verdict !== 'holds') expect(marked.reason).toContain('would be 0');
      }),
    );
  });
});

describe('marks', () => {
  const name = 'nbbbbbbbbbb';
  const placed = (text: string) => findMarks(text).map(({ line, column, figure }) => `${line}:${column} ${figure?.number.value ?? 'none'}`);

  test.each([
    ['a sentence', `The rate is 5 ms <!-- benchscribe: ${name} -->.`, ['1:13 5']],
    ['an entry', `- 5 ms <!--benchscribe:${name}-->`, ['1:3 5']],
    ['a quotation', `> 5 ms <!-- benchscribe: ${name} mean of a model, by hand -->`, ['1:3 5']],
    ['a heading', `## 5 ms <!-- benchscribe: ${name} -->`, ['1:4 5']],
    ['the next line', `It is 5 ms\n<!-- benchscribe: ${name} -->\nfor all.`, ['1:7 5']],
    ['HTML', `<table><tr><td>5 ms<!-- benchscribe: ${name} --></td></tr></table>`, ['1:16 5']],
    ['one line', `5 <!-- benchscribe: a --> to 6 ms <!-- benchscribe: b -->`, ['1:1 5', '1:30 6']],
    ['cells of a row', `| a | b |\n|---|---|\n| 5 <!-- benchscribe: a --> | <!-- benchscribe: b --> |`, ['3:3 5', '3:31 none']],
  ])('are found in %s', (_, text, expected) => {
    expect(placed(text)).toEqual(expected);
  });

  test.each([
    ['a code block', `\`\`\`md\n5 ms <!-- benchscribe: ${name} -->\n\`\`\`\n`],
    ['a code block of an entry', `- a\n\n  ~~~\n  5 ms <!-- benchscribe: ${name} -->\n  ~~~\n`],
    ['indented code', `a\n\n    5 ms <!-- benchscribe: ${name} -->\n`],
    ['a code span', `As in \`5 ms <!-- benchscribe: ${name} -->\`, or \`\`5 <!-- benchscribe: ${name} -->\`\`.`],
    ['the front matter', `---\ntitle: 5 ms <!-- benchscribe: ${name} -->\n---\n`],
    ['other comments', `<!-- benchscribe annotated copy -->\n<!-- benchscribers: x -->\n`],
  ])('are none in %s', (_, text) => {
    expect(placed(text)).toEqual([]);
  });

  test('have no number from before a blank line', () => {
    expect(placed(`It is 5\n\n<!-- benchscribe: ${name} -->`)).toEqual(['3:1 none']);
  });

  test('are found in time that grows with the text alone', () => {
    const startMs = performance.now();
    for (const part of [
      '` ',
      '<!-- benchscribe: ',
      '5 <!-- benchscribe: a -->',
      '| ',
      '<!-- benchscribe: a\n',
      '1,000',
      '5 ` <!-- benchscribe: a --> | ',
    ])
      findMarks(part.repeat(400_000 / part.length));
    expect(performance.now() - startMs).toBeLessThan(60_000);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withEntry } from '../../src/core/ledger/edit-ledger.ts';
import { parseLedger } from '../../src/core/ledger/parse-ledger.ts';

const HEAD = 'schema: benchscribe.regressions/1\n';

describe('a ledger', () => {
  test('is read with what it leaves out as empty lists', () => {
    expect(parseLedger(`# decisions\n${HEAD}excluded:\n  - run: 7\n    reason: >\n      another\n      job\ntags:\n`)).toEqual({
      ledger: {
        schema: 'benchscribe.regressions/1',
        acknowledged: [],
        resets: [],
        excluded: [{ run: '7', reason: 'another job' }],
        accepted: [],
        tags: [],
      },
    });
  });

  test.each([
    ['nothing', '', /^line 1: the file states "schema: benchscribe.regressions\/1"$/],
    ['no mapping', '- a\n', /^line 1: /],
    ['another schema', 'schema: benchscribe.regressions/2\n', /^line 1: the file states/],
    ['an unknown list', `${HEAD}ignored: []\n`, /^line 2: no such key: ignored$/],
    ['an unknown key of an entry', `${HEAD}excluded:\n  - run: a\n    reason: b\n    untill: c\n`, /^line 5: no such key: untill$/],
    ['no reason', `${HEAD}excluded:\n  - run: a\n`, /^line 3: excluded\.0\.reason: /],
    ['a blank reason', `${HEAD}accepted:\n  - run: a\n    reason: " "\n`, /^line 4: accepted\.0\.reason: a reason says why$/],
    ['a day that is none', `${HEAD}acknowledged:\n  - reason: a\n    until: soon\n`, /^line 4: acknowledged\.0\.until: a day is/],
    ['broken YAML', `${HEAD}excluded: [\n`, /^line \d: /],
    ['a key twice', `${HEAD}tags: []\ntags: []\n`, /^line 3: /],
    ['aliases', `${HEAD}excluded:\n  - &a { run: a, reason: b }\n  - *a\n`, /alias/i],
  ])('with %s is refused with the line', (_, text, problem) => {
    expect(parseLedger(text)).toEqual({ problem: expect.stringMatching(problem) });
  });
});

describe('an entry', () => {
  test('is added to a ledger that is not there yet', () => {
    const edited = withEntry(null, 'excluded', { run: '2026-11-09', reason: 'another job' });
    expect(edited).toEqual({
      text: expect.stringMatching(/^#[\s\S]*\nschema: benchscribe\.regressions\/1\nexcluded:\n {2}- run: 2026-11-09\n/),
    });
  });

  test('leaves comments, the order and everything else as they were', () => {
    const text = `# ours\n${HEAD}excluded:\n  # a bad night\n  - run: a # twice\n    reason: b\ntags: []\n`;
    expect(withEntry(text, 'excluded', { run: 'c', reason: 'd' })).toEqual({
      text: `# ours\n${HEAD}excluded:\n  # a bad night\n  - run: a # twice\n    reason: b\n  - run: c\n    reason: d\ntags: []\n`,
    });
  });

  test('takes the place of one about the same, with the comments beside it', () => {
    const text = `${HEAD}acknowledged:\n  - metric: m\n    since: a # dated by hand\n    reason: b\n    until: 2026-01-01\n`;
    expect(withEntry(text, 'acknowledged', { metric: 'm', since: 'a', reason: 'c' })).toEqual({
      text: `${HEAD}acknowledged:\n  - metric: m\n    since: a # dated by hand\n    reason: c\n`,
    });
  });

  test('moves a tag to another run', () => {
    const text = `${HEAD}tags:\n  - { tag: v1, run: a, reason: b }\n`;
    const edited = withEntry(text, 'tags', { tag: 'v1', run: 'c', reason: 'd' });
    expect('text' in edited && parseLedger(edited.text)).toMatchObject({ ledger: { tags: [{ tag: 'v1', run: 'c', reason: 'd' }] } });
  });

  test('is not added to a ledger that is broken', () => {
    expect(withEntry('acknowledged: {\n', 'excluded', { run: 'a', reason: 'b' })).toEqual({ problem: expect.stringMatching(/^line \d/) });
  });

  test('is read again as it was given, whatever it says', () => {
    const line = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .map((text) => text.replaceAll(/[\p{Cc}\p{Cs}\uFEFF\uFFFE\uFFFF\s]+/gu, ' ').trim())
      .filter((text) => text !== '');
    const labels = fc.dictionary(
      line.filter((key) => key !== '__proto__'),
      fc.oneof(line, fc.integer(), fc.boolean()),
      { maxKeys: 3, noNullPrototype: true },
    );
    fc.assert(
      fc.property(line, line, labels, (run, reason, own) => {
        const edited = withEntry(`${HEAD}# end\n`, 'resets', { run, labels: own, reason });
        if ('problem' in edited) throw new Error(edited.problem);
        const read = parseLedger(edited.text);
        expect('ledger' in read && read.ledger.resets).toEqual([{ run, labels: own, reason }]);
      }),
      { numRuns: 200 },
    );
  });
});

import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Claim, ProsePart, Show } from '../../src/contracts/claim.ts';
import { quotationOf } from '../../src/core/conclude/notes.ts';
import { claimText } from '../../src/core/prose.ts';
import { verifyClaims } from '../../src/core/verify/verify-claims.ts';
import { filesOf } from '../support/artifact-folder.ts';
import { samplesOf, toldOf } from '../support/told-of.ts';
import { fact } from './facts.ts';
import { LIES, type Lie } from './lies.ts';

const sources = [{ path: 'runs/a.csv', sha256: 'x', cells: [] }];
const of = (model: string) => ({ labels: { model }, sources });
const waiting = { metric: 'time_to_first_token', unit: 'ms', direction: 'lower-is-better' } as const;
const apart = { kind: 'comparison', unit: 'x', labels: {} } as const;
const within = (low: number, high: number) => ({ level: 0.95, low, high, method: 'm' });
const facts = [
  fact({ id: 'fslow00', value: 100, ...of('slow:7b') }),
  fact({ id: 'ffast00', value: 150, ...of('fast:1b') }),
  fact({ id: 'fmiddle', value: 149, ...of('mid:3b') }),
  fact({ id: 'fratio0', ...apart, value: 1.5, interval: within(1.4, 1.6), baseline: 'fslow00', candidate: 'ffast00' }),
  fact({ id: 'fnear00', ...apart, value: 1.007, interval: within(0.98, 1.03), baseline: 'fmiddle', candidate: 'ffast00' }),
  fact({ id: 'fwait00', ...waiting, value: 80, ...of('slow:7b') }),
  fact({ id: 'fquick0', ...waiting, value: 120, ...of('fast:1b') }),
  fact({
    id: 'fwaitr0',
    ...apart,
    ...waiting,
    unit: 'x',
    value: 1.5,
    interval: within(1.4, 1.6),
    baseline: 'fquick0',
    candidate: 'fwait00',
  }),
  fact({ id: 'fcold00', ...waiting, value: 2_400, subset: 'cold', ...of('slow:7b') }),
  fact({
    id: 'ffail00',
    kind: 'count',
    metric: 'failed_request_count',
    unit: 'count',
    value: 2,
    statistic: 'failed rows of the run',
    ...of('slow:7b'),
  }),
  fact({ id: 'ftried0', kind: 'count', metric: 'request_count', unit: 'count', value: 40, statistic: 'rows of the run', ...of('slow:7b') }),
  fact({
    id: 'feffect',
    kind: 'effect',
    unit: 'ratio',
    value: 0.01,
    labels: { model: 'slow:7b', num_gpu: 40 },
    baseline: 'fslow00',
    candidate: 'ffast00',
  }),
  fact({ id: 'fchange', kind: 'change', unit: 'ratio', value: -0.09, interval: within(-0.1, -0.08), ...of('fast:1b') }),
  fact({ id: 'fgrown0', kind: 'change', unit: 'ratio', value: 0.12, interval: within(0.1, 0.14), ...of('fast:1b') }),
  fact({ id: 'fmaybe0', kind: 'change', unit: 'ratio', value: -0.01, interval: within(-0.04, 0.02), ...of('fast:1b') }),
  fact({
    id: 'fbefore',
    kind: 'count',
    metric: 'failed_request_count',
    unit: 'count',
    value: 10,
    statistic: 'failed rows of the runs before',
    ...of('slow:7b'),
  }),
  fact({
    id: 'fallbef',
    kind: 'count',
    metric: 'request_count',
    unit: 'count',
    value: 200,
    statistic: 'rows of the runs before',
    ...of('slow:7b'),
  }),
  fact({ id: 'fworse0', kind: 'count', metric: 'series_count', unit: 'count', value: 3, statistic: 'count', labels: { verdict: 'worse' } }),
];
const byId = new Map(facts.map((own) => [own.id, own]));

const PART = /`([^`]+)`|<([^>]+)>|\{(\w+):(\w+)\}/g;

/** Names, terms and facts of a text, with the words between them. */
function partsOf(text: string): ProsePart[] {
  const parts: ProsePart[] = [];
  let end = 0;
  for (const match of text.matchAll(PART)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    const [whole, name, term, id, show] = match;
    parts.push(name !== undefined ? { name } : term !== undefined ? { term } : { fact: id!, show: show as Show });
    end = match.index + whole.length;
  }
  return end < text.length ? [...parts, text.slice(end)] : parts;
}

function idsIn(parts: readonly ProsePart[]): string[] {
  return parts.flatMap((part) => (typeof part === 'object' && 'fact' in part ? [part.fact] : []));
}

/** The claim as a program that errs would make it. */
function claimOf({ predicates, text }: Lie): Claim {
  const clauses = text.split('|').map((own, index) => {
    const parts = partsOf(own);
    const predicate = predicates[index];
    return { parts, facts: idsIn(parts), ...(predicate === undefined ? {} : { predicate }) };
  });
  const parts = clauses.flatMap((clause) => clause.parts);
  const only = clauses.length === 1 ? clauses[0]! : null;
  return { id: 'lie', parts, text: claimText({ parts }, byId), facts: idsIn(parts), ...(only ?? { clauses }) };
}

describe.each(Object.entries(LIES))('%s', (_, own) => {
  test.each(own.map((lie) => [lie.text, lie] as const))('is refused: %s', (_text, lie) => {
    expect(verifyClaims([claimOf(lie)], facts).accepted).toEqual([]);
  });
});

test('there are at least 110 lies', () => {
  expect(Object.values(LIES).flat().length).toBeGreaterThanOrEqual(110);
});

const REPORTS = join(import.meta.dirname, '../reports');
const folders = [
  'trade-off',
  'cold-level',
  'loads',
  'overload',
  'summaries',
  'copies',
  'definitions',
  'engines',
  'effects',
  'sweep',
  'percentiles',
  'telemetry',
  'stated',
  'runs',
  'notes-against-rows',
];

test('more than 60 sentences of the program, of every kind that it writes here, are accepted', () => {
  const accepted = folders.flatMap((folder) => {
    const files = filesOf(join(REPORTS, folder, 'input'));
    const made = toldOf(files);
    const cells = Object.entries(files).flatMap(([path, text]) => [path, ...text.split(/[\n,]/)]);
    const runs = made.report.history?.runs.map(({ name }) => name) ?? [];
    const moved = made.report.changes.flatMap(({ moved: own = [] }) =>
      own.flatMap(({ key, from, to }) => [`${key}=${from}`, `${key}=${to}`]),
    );
    const claims = samplesOf(made)
      .filter(({ by }) => !/support|contrast/.test(by))
      .map(({ claim }) => claim);
    const quoted = made.notes.flatMap((note) => note.claims.map(quotationOf));
    const { rejected } = verifyClaims(claims, made.report.facts, [...cells, ...runs, ...moved, ...quoted]);
    expect(rejected).toEqual([]);
    return claims;
  });
  expect(new Set(accepted.map(({ text }) => text)).size).toBeGreaterThan(60);
});

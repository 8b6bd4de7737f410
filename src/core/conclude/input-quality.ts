import type { Verdict } from '../../contracts/artifact.ts';
import type { Measurement } from '../../contracts/measured.ts';
import { groupBy } from '../group-by.ts';
import { enumerate, name, shown, term, type Word } from '../prose.ts';
import type { Frame, KindFrames, Telling } from '../telling.ts';
import { tell } from './tell.ts';
import { someOf } from './wording.ts';

/** What became of an input file. */
export interface ReviewedArtifact {
  readonly path: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  /** The run that it is of, as far as its content or path say. */
  readonly run: string | null;
}

const NAMED_COUNT_MAX = 4;

function topDirectory(path: string): string {
  return path.includes('/') ? path.split('/')[0]! : '.';
}

/** One finding per pair of directories that hold the same observations, and one for copies within a directory. */
export function duplicateFindings({ duplicates }: Measurement): Telling[] {
  const counted = duplicates.filter(({ rows }) => rows !== null);
  const groups = groupBy(counted, ({ dropped, kept, identical }) => JSON.stringify([topDirectory(dropped), topDirectory(kept), identical]));
  return [...groups.values()].map((group): Telling => {
    const { dropped, kept, identical } = group[0]!;
    const across = topDirectory(dropped) !== topDirectory(kept);
    const pairs = group.map((own): Word[] => [name(own.dropped), ' repeats ', name(own.kept)]);
    const words: Word[] = [
      ...(across ? ['Files in ', name(topDirectory(dropped)), ' repeat files in ', name(topDirectory(kept)), ': '] : []),
      ...someOf(pairs, NAMED_COUNT_MAX),
      identical ? ' (same bytes); the observations are counted once.' : ' (same values); the observations are counted once.',
    ];
    return tell({
      kind: 'duplicate',
      id: `duplicate-${dropped}-${kept}`,
      words,
      also: group.flatMap(({ rows }) => rows ?? []),
      predicate: 'input',
      severity: 'info',
      topic: 'duplicate',
      about: { certainty: 'certain', scope: 'counted once' },
    });
  });
}

/** Files of statistics that say something else than the rows beside them, or leave out failed ones without a word. */
export function contradictionFindings({ summaries }: Measurement): Telling[] {
  return summaries.flatMap(({ path, contradicted, silentFailures }): Telling[] => {
    const found: Telling[] = [];
    const worst = contradicted.toSorted(
      (a, b) => Math.abs(b.reported.value / b.computed.value - 1) - Math.abs(a.reported.value / a.computed.value - 1),
    )[0];
    if (worst) {
      const words: Word[] = [
        name(path),
        ' contradicts the rows it summarises: it states ',
        shown(worst.reported),
        ' as ',
        term(worst.reported.statistic),
        ' where the rows give ',
        shown(worst.computed),
        '.',
      ];
      found.push(
        tell({
          kind: 'contradiction',
          id: `contradiction-${path}`,
          words,
          also: contradicted.slice(0, 5).flatMap(({ reported, computed }) => [reported, computed]),
          severity: 'warning',
          topic: 'contradiction',
          about: { metrics: [worst.reported.metric], certainty: 'certain', scope: 'summary against its rows' },
          slots: { file: [name(path)] },
        }),
      );
    }
    if (silentFailures) {
      const words: Word[] = [
        name(path),
        ' leaves out ',
        shown(silentFailures),
        silentFailures.value === 1 ? ' failed row without a word.' : ' failed rows without a word.',
      ];
      found.push(
        tell({
          kind: 'silent-failures',
          id: `silent-${path}`,
          words,
          severity: 'warning',
          topic: 'failure',
          about: { certainty: 'certain', scope: 'summary without its failures' },
          slots: { file: [name(path)] },
        }),
      );
    }
    return found;
  });
}

/** Summaries that say what the rows say: one finding for all of them. */
export function agreementFindings({ summaries }: Measurement): Telling[] {
  const agreeing = summaries.flatMap(({ path, agreeing: fact, contradicted }) =>
    fact && contradicted.length === 0 ? [{ path, fact }] : [],
  );
  if (agreeing.length === 0) return [];
  const files = agreeing.map(({ path, fact }): Word[] => [name(path), ' (', shown(fact), ' values)']);
  const words: Word[] = [
    ...someOf(files, NAMED_COUNT_MAX),
    agreeing.length === 1 ? ' says' : ' say',
    ' what the rows beside say; nothing of it is counted as a further sample.',
  ];
  return [
    tell({
      kind: 'agreement',
      id: 'summaries-agree',
      words,
      also: agreeing.map(({ fact }) => fact),
      severity: 'info',
      topic: 'duplicate',
      about: { certainty: 'certain', scope: 'summaries and rows' },
    }),
  ];
}

/** Columns that add up in every row: they tell what a metric really is. */
export function identityFindings({ identities }: Measurement): Telling[] {
  return identities.map(({ whole, parts, rows, paths }): Telling => {
    const load = parts.some((part) => /load/.test(part)) && /ttft|first_token/.test(whole);
    const clause: Word[] = [
      name(whole),
      ' equals ',
      ...enumerate(parts.map((part) => [name(part)])).map((word) => (word === ' and ' ? ' plus ' : word)),
      ' in all ',
      shown(rows),
      ' rows that have them',
    ];
    const words: Word[] = [
      ...clause,
      ...(new Set(paths).size > 1 ? [' (several files)'] : [' (', name(paths[0]!), ')']),
      load
        ? ': this time to first token includes the model load, is computed and not measured, and must not be compared with that of a serving benchmark.'
        : ': it is computed, not measured.',
    ];
    return tell({
      kind: 'identity',
      id: `identity-${whole}-${parts.join('-')}`,
      words,
      predicate: 'input',
      severity: load ? 'notable' : 'info',
      topic: 'identity',
      about: {
        metrics: load ? ['time_to_first_token'] : [],
        certainty: 'certain',
        scope: load ? 'includes the load' : 'computed, not measured',
      },
      slots: { clause },
    });
  });
}

/** Where nothing at all was measured: which files are here, and why each gave nothing. */
export function silentFindings(artifacts: readonly ReviewedArtifact[]): Telling[] {
  const silent = artifacts.filter(({ verdict }) => verdict !== 'quarantined');
  if (silent.length === 0) return [];
  const files = silent.map(({ path, reason }): Word[] => [name(path), ...(reason === null ? [] : [' (', name(reason), ')'])]);
  const words: Word[] = ['No measurement was read here, from ', ...someOf(files, NAMED_COUNT_MAX), '.'];
  return [tell({ kind: 'nothing-read', id: 'nothing-read', words, predicate: 'input', severity: 'warning', topic: 'input' })];
}

/** Files that were recognised but could not be used. */
export function unreadFindings({ unread }: Measurement, artifacts: readonly ReviewedArtifact[]): Telling[] {
  if (unread === null) return [];
  const refused = artifacts.filter(({ verdict }) => verdict === 'quarantined');
  return refused.slice(0, 10).map(({ path, reason }) => {
    const words: Word[] = [name(path), ' was not used: ', ...(reason === null ? ['it is not readable'] : [name(reason)]), '.'];
    return tell({
      kind: 'unread',
      id: `unread-${path}`,
      words,
      also: [unread],
      severity: 'warning',
      topic: 'input',
      slots: { file: [name(path)] },
    });
  });
}

const STATED: Frame = { role: 'state', text: '{say}.' };
const OF_INPUTS: Frame = { role: 'state', text: '{say}.', predicate: 'input' };

/** What is said of the inputs themselves. */
export const INPUT_FRAMES: readonly KindFrames[] = [
  { id: 'duplicate', frames: [OF_INPUTS] },
  {
    id: 'contradiction',
    frames: [
      STATED,
      { role: 'caution', text: '{say}.' },
      {
        role: 'advise',
        advice: 'mend-summary',
        text: 'Do not quote {file}, or make it again from the rows that it summarises.',
        predicate: 'advice',
        risk: 'Whoever has quoted it already keeps the wrong figure.',
        mitigation: 'Quote the rows, or this report.',
      },
    ],
    causes: ['other-rows', 'unit-slip'],
  },
  {
    id: 'silent-failures',
    frames: [STATED, { role: 'caution', text: '{say}.' }],
  },
  { id: 'agreement', frames: [STATED] },
  { id: 'identity', frames: [OF_INPUTS] },
  { id: 'nothing-read', frames: [{ role: 'title', text: '{say}', predicate: 'input' }, OF_INPUTS] },
  {
    id: 'unread',
    frames: [
      { role: 'title', text: '{say}' },
      STATED,
      {
        role: 'advise',
        advice: 'mend-file',
        text: 'Mend {file} or take it away: nothing of it is in this report.',
        predicate: 'advice',
        risk: 'What it holds may change what is said here.',
        mitigation: 'Read what is reported beside its name in the list of files.',
      },
    ],
  },
];

import type { Finding } from '../../contracts/claim.ts';
import type { ColdStart, Measurement } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { RowBlock } from '../../contracts/series.ts';
import { metricOf } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';
import { claim, enumerate, name, shown, type Word } from '../prose.ts';
import { placeWords, sentenceCase, subjectWords } from './wording.ts';

function without(labels: ReadonlyMap<string, LabelValue>, key: string): string {
  return JSON.stringify([...labels].filter(([own]) => own !== key && ['benchmark', 'run', 'source', 'test', 'backend'].includes(own)));
}

/** "`a` 2.59 s (0.13 s warm)". */
function costWords({ cold, warm, subject }: ColdStart): Word[] {
  const who = subject.labels.has('model') ? [name(subject.labels.get('model')!)] : subjectWords(subject.labels);
  return [...who, ' ', shown(cold.facts.get('median')!), ' (', shown(warm.facts.get('median')!), ' warm)'];
}

function costFinding(group: readonly ColdStart[]): Finding {
  const first = group[0]!;
  const shared = new Map(
    [...first.subject.labels].filter(([key, value]) => key !== 'model' && group.every(({ subject }) => subject.labels.get(key) === value)),
  );
  const costliest = group.toSorted((a, b) => b.cost.value - a.cost.value);
  const counted = costliest.slice(0, 4);
  const words = [
    ...placeWords(shared),
    `a request right after a model load has a median ${metricOf(first.cold.metric).name} of `,
    ...enumerate(counted.map(costWords)),
    '; cold requests: ',
    ...enumerate(
      counted.map(({ cold, subject }) => [
        ...(group.length > 1 && subject.labels.has('model') ? [name(subject.labels.get('model')!), ' '] : []),
        shown(cold.facts.get('median')!, 'count'),
      ]),
    ),
    '.',
  ];
  const id = `cold-start-${first.cold.metric}-${[...shared.values()].join('-')}`;
  return {
    ...claim(
      id,
      sentenceCase(words),
      counted.map(({ cost }) => cost),
    ),
    severity: 'notable',
    topic: 'cold-start',
  };
}

/** The level of a varying parameter at which all cold rows of a subject ran, where it also ran warm elsewhere; null when there is none. */
export function coldLevel({ subject }: ColdStart): { key: string; value: LabelValue } | null {
  const isCold = ({ table, rows }: RowBlock) => rows.some((row) => table.cold.has(row));
  const isWarm = ({ table, rows }: RowBlock) => rows.some((row) => !table.cold.has(row));
  const cold = subject.blocks.filter(isCold);
  const count = cold.reduce((sum, { table, rows }) => sum + rows.filter((row) => table.cold.has(row)).length, 0);
  for (const [position, key] of subject.parameters.entries()) {
    const levels = new Set(cold.map(({ setting }) => setting[position]));
    const [only] = levels;
    const elsewhere = subject.blocks.some((block) => block.setting[position] !== only && isWarm(block));
    if (levels.size === 1 && only !== '' && only !== undefined && elsewhere && count > 1) return { key, value: only };
  }
  return null;
}

/** Cold starts that all fall on one level of a parameter: what looks like an effect of it is the load. */
function confoundedFindings(starts: readonly ColdStart[]): Finding[] {
  const levels = starts.flatMap((start) => {
    const level = coldLevel(start);
    return level ? [{ start, level }] : [];
  });
  return [...groupBy(levels, ({ level, start }) => JSON.stringify([level.key, level.value, start.cold.metric])).values()].map((group) => {
    const { level, start } = group[0]!;
    const isShared = (key: string, value: LabelValue) =>
      key !== 'model' && group.every(({ start: own }) => own.subject.labels.get(key) === value);
    const shared = new Map([...start.subject.labels].filter(([key, value]) => isShared(key, value)));
    const subjects = group.map(({ start: { cold, subject } }): Word[] => [
      shown(cold.facts.get('median')!, 'count'),
      ' of ',
      ...subjectWords(new Map([...subject.labels].filter(([key, value]) => !isShared(key, value)))),
    ]);
    const words = [
      ...placeWords(shared),
      'all cold requests (',
      ...enumerate(subjects),
      ') ran at ',
      name(`${level.key}=${level.value}`),
      `: what looks like its effect on ${metricOf(start.cold.metric).name} is the model load.`,
    ];
    return {
      ...claim(`cold-level-${level.key}-${level.value}`, sentenceCase(words)),
      severity: 'notable',
      topic: 'effect',
    };
  });
}

/** What cold starts cost, by benchmark, and settings that look slow because only they ran cold. */
export function coldStartFindings({ coldStarts }: Measurement): Finding[] {
  const groups = groupBy(coldStarts, ({ subject, cold }) => `${cold.metric} ${without(subject.labels, 'model')}`);
  const samples = (group: readonly ColdStart[]) => group.reduce((sum, { cold }) => sum + cold.sampleCount, 0);
  return [...[...groups.values()].sort((a, b) => samples(b) - samples(a)).map(costFinding), ...confoundedFindings(coldStarts)];
}

import type { Finding } from '../../contracts/claim.ts';
import type { ColdStart, Measurement } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { RowBlock } from '../../contracts/series.ts';
import { groupBy } from '../group-by.ts';
import { claim, enumerate, metricWord, name, shown, type Word } from '../prose.ts';
import type { Naming } from './naming.ts';
import { sentenceCase } from './wording.ts';

type Labels = ReadonlyMap<string, LabelValue>;

/** Cold starts of the same benchmark, whatever the model: what one sentence is about. */
function placeOf({ labels }: ColdStart['subject']): string {
  return JSON.stringify([...labels].filter(([key]) => ['benchmark', 'run', 'source', 'test', 'backend'].includes(key)));
}

/** Labels that all subjects of a group have alike, and of each subject the others. */
function splitLabels(group: readonly ColdStart[]): { shared: Labels; ownOf: (start: ColdStart) => Labels } {
  const [first] = group;
  const isShared = ([key, value]: readonly [string, LabelValue]) =>
    key !== 'model' && group.every(({ subject }) => subject.labels.get(key) === value);
  const filtered = (labels: Labels, keep: (label: readonly [string, LabelValue]) => boolean) => new Map([...labels].filter(keep));
  return {
    shared: filtered(first!.subject.labels, isShared),
    ownOf: ({ subject }) => filtered(subject.labels, (label) => !isShared(label)),
  };
}

/** What of the wait was loading and what the prompt, where that was recorded beside it. */
function partWords({ cold, load, promptEval }: ColdStart): Word[] {
  const parts = [load, promptEval].flatMap((part) => (part === null || part.metric === cold.metric ? [] : [part]));
  return parts.flatMap(({ metric, unit, facts }) => [', ', metricWord(metric, unit), ' ', shown(facts.get('median')!)]);
}

/** "`a` median 2.59 s over 31 requests (0.13 s warm; model load time 2.4 s)"; one request has no median. */
function costWords(start: ColdStart, who: readonly Word[]): Word[] {
  const { cold, warm } = start;
  const median = cold.facts.get('median')!;
  const isOne = cold.sampleCount === 1;
  return [
    ...who,
    who.length > 0 ? ' ' : '',
    isOne ? '' : 'median ',
    shown(median),
    ...(isOne ? [' in one request'] : [' over ', shown(median, 'count'), ' requests']),
    ' (',
    shown(warm.facts.get('median')!),
    ' warm',
    ...partWords(start),
    ')',
  ];
}

function costFinding(group: readonly ColdStart[], naming: Naming): Finding {
  const first = group[0]!;
  const { shared, ownOf } = splitLabels(group);
  const who = (start: ColdStart) => naming.subject(ownOf(start));
  const costliest = group.toSorted((a, b) => b.cost.value - a.cost.value);
  const counted = costliest.slice(0, 4);
  const words = [
    ...naming.place(shared),
    metricWord(first.cold.metric, first.cold.unit),
    ' right after a model load: ',
    ...enumerate(counted.map((start) => costWords(start, who(start)))),
    '.',
  ];
  const id = `cold-start-${first.cold.metric}-${[...shared.values()].join('-')}`;
  return {
    ...claim(
      id,
      sentenceCase(words),
      counted.map(({ cost }) => cost),
      'cold-cost',
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
function confoundedFindings(starts: readonly ColdStart[], naming: Naming): Finding[] {
  const levels = starts.flatMap((start) => {
    const level = coldLevel(start);
    return level ? [{ start, level }] : [];
  });
  return [...groupBy(levels, ({ level, start }) => JSON.stringify([level.key, level.value, start.cold.metric])).values()].map((group) => {
    const { level, start } = group[0]!;
    const { shared, ownOf } = splitLabels(group.map((own) => own.start));
    const subjects = group.map(({ start: own }): Word[] => {
      const who = naming.subject(ownOf(own));
      return [shown(own.cold.facts.get('median')!, 'count'), ...(who.length > 0 ? [' of ', ...who] : [])];
    });
    const words = [
      ...naming.place(shared),
      'all cold requests (',
      ...enumerate(subjects),
      ') ran at ',
      name(`${level.key}=${level.value}`),
      ': what looks like its effect on ',
      metricWord(start.cold.metric, start.cold.unit),
      ' is the model load.',
    ];
    return {
      ...claim(`cold-level-${level.key}-${level.value}`, sentenceCase(words), [], 'confounded'),
      severity: 'notable',
      topic: 'effect',
    };
  });
}

/** What cold starts cost, by benchmark, and settings that look slow because only they ran cold. */
export function coldStartFindings({ coldStarts }: Measurement, naming: Naming): Finding[] {
  const groups = groupBy(coldStarts, ({ subject, cold }) => `${cold.metric} ${placeOf(subject)}`);
  const samples = (group: readonly ColdStart[]) => group.reduce((sum, { cold }) => sum + cold.sampleCount, 0);
  return [
    ...[...groups.values()].sort((a, b) => samples(b) - samples(a)).map((group) => costFinding(group, naming)),
    ...confoundedFindings(coldStarts, naming),
  ];
}

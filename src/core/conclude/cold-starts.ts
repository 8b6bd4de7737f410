import type { ColdStart, Measurement } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { RowBlock } from '../../contracts/series.ts';
import { groupBy } from '../group-by.ts';
import { enumerate, metricWord, name, shown, type Word } from '../prose.ts';
import type { KindFrames, Slots, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { sharedKey, subjectOf, tell } from './tell.ts';

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

function costFinding(group: readonly ColdStart[], naming: Naming): Telling {
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
  return tell({
    kind: 'cold-start',
    id: `cold-start-${first.cold.metric}-${[...shared.values()].join('-')}`,
    words,
    also: counted.map(({ cost }) => cost),
    predicate: 'cold-cost',
    severity: 'notable',
    topic: 'cold-start',
    about: {
      subjects: counted.map(({ subject }) => subjectOf(subject.labels)),
      metrics: [first.cold.metric],
      place: sharedKey(shared),
      size: 'very large',
      certainty: 'certain',
      scope: 'cold',
    },
    slots: {
      place: naming.place(shared),
      metric: [metricWord(first.cold.metric, first.cold.unit)],
      costs: enumerate(counted.map((start) => shortCostWords(start, who(start)))),
      worst: [...shortCostWords(counted[0]!, who(counted[0]!)), ...(group.length > 1 ? [', and others'] : [])],
    },
  });
}

/** "`a` median 2.59 s instead of 0.13 s warm". */
function shortCostWords({ cold, warm }: ColdStart, who: readonly Word[]): Word[] {
  const isOne = cold.sampleCount === 1;
  return [
    ...who,
    who.length > 0 ? ' ' : '',
    isOne ? '' : 'median ',
    shown(cold.facts.get('median')!),
    ' instead of ',
    shown(warm.facts.get('median')!),
    ' warm',
  ];
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
function confoundedFindings(starts: readonly ColdStart[], naming: Naming): Telling[] {
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
    return tell({
      kind: 'cold-level',
      id: `cold-level-${level.key}-${level.value}-${start.cold.metric}`,
      words,
      also: group.map((own) => own.start.cold.facts.get('median')!),
      predicate: 'confounded',
      severity: 'notable',
      topic: 'effect',
      about: {
        subjects: group.map((own) => subjectOf(own.start.subject.labels)),
        metrics: [start.cold.metric],
        keys: [level.key],
        place: sharedKey(shared),
        certainty: 'explained',
        scope: 'cold',
      },
      slots: {
        place: naming.place(shared),
        level: [name(`${level.key}=${level.value}`)],
        key: [name(level.key)],
        metric: [metricWord(start.cold.metric, start.cold.unit)],
      },
    });
  });
}

/** What keeping the model loaded saves, over all of them: the load alone, since the prompt comes back with every request. */
function savingSlots({ coldStarts }: Measurement): Slots {
  const savings = coldStarts.flatMap(({ saving }) => saving ?? []).sort((a, b) => a.value - b.value);
  const [least, most] = [savings[0], savings.at(-1)];
  if (least && most) return { saving: least === most ? [shown(most)] : [shown(least), ' to ', shown(most)] };
  const longest = coldStarts.toSorted((a, b) => b.cost.value - a.cost.value)[0];
  return longest ? { beyond: [shown(longest.cost)] } : {};
}

/** What cold starts cost, by benchmark, and settings that look slow because only they ran cold. */
export function coldStartFindings(measurement: Measurement, naming: Naming): Telling[] {
  const { coldStarts } = measurement;
  const groups = groupBy(coldStarts, ({ subject, cold }) => `${cold.metric} ${placeOf(subject)}`);
  const samples = (group: readonly ColdStart[]) => group.reduce((sum, { cold }) => sum + cold.sampleCount, 0);
  const [first, ...others] = [...groups.values()].sort((a, b) => samples(b) - samples(a)).map((group) => costFinding(group, naming));
  if (!first) return [];
  return [{ ...first, slots: { ...first.slots, ...savingSlots(measurement) } }, ...others, ...confoundedFindings(coldStarts, naming)];
}

const KEEP_LOADED = 'Keep the model loaded (keep_alive) or send one request to discard after each load: ';
const RESIDENT = {
  risk: 'A resident model holds GPU memory that other work may need.',
  mitigation: 'Record GPU memory with the next run and set an idle limit.',
} as const;

/** What the first request after a load pays. */
export const COLD_START_FRAMES: KindFrames = {
  id: 'cold-start',
  frames: [
    { role: 'title', text: '{place}{metric} right after a model load: {worst}', predicate: 'cold-cost' },
    { role: 'state', text: '{place}{metric} right after a model load: {costs}.', predicate: 'cold-cost' },
    { role: 'state', text: '{place}{metric} right after a model load: {worst}.', predicate: 'cold-cost' },
    {
      role: 'advise',
      advice: 'keep-loaded',
      text: `${KEEP_LOADED}it saves the load, {saving}, on the first request.`,
      predicate: 'advice',
      ...RESIDENT,
    },
    {
      role: 'advise',
      advice: 'keep-loaded',
      text: `${KEEP_LOADED}the first one took {beyond} beyond a warm one, and how much of it was the load is not recorded.`,
      predicate: 'advice',
      ...RESIDENT,
    },
  ],
  link: (from, to) => {
    const isOfMetric = to.about.metrics.includes(from.about.metrics[0]!);
    if (to.kind === 'cold-level' && isOfMetric && from.about.place === to.about.place) return 'explains';
    return to.kind === 'identity' && to.about.scope === 'includes the load' && isOfMetric ? 'is-sum' : null;
  },
  pairs: {
    'cold-level': [
      {
        link: 'explains',
        text: '; all cold requests ran at {level}, and what looks like its effect is the load',
        predicate: 'confounded',
      },
    ],
    identity: [{ link: 'is-sum', text: '; {clause}', predicate: 'input' }],
  },
  causes: ['model-load', 'first-use'],
};

/** A setting that looks slow because only it ran cold. */
export const COLD_LEVEL_FRAMES: KindFrames = {
  id: 'cold-level',
  frames: [
    {
      role: 'state',
      text: '{place}all cold requests ran at {level}: what looks like its effect on {metric} is the model load.',
      predicate: 'confounded',
    },
    {
      role: 'advise',
      text: 'Discard the first request after each load before judging {key} by {metric}: the level at which the model was loaded looks like a slow one.',
      predicate: 'advice',
      risk: 'What the load costs is then no longer seen.',
      mitigation: 'Keep the discarded request in a column of its own.',
    },
  ],
  causes: ['model-load'],
};

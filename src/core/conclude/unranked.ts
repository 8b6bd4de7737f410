import type { Measurement, Unranked } from '../../contracts/measured.ts';
import { FOOTING_KEYS } from '../../metrics/footing.ts';
import { isSwept } from '../../metrics/labels.ts';
import { centerOf, isScattered } from '../center.ts';
import { metricWord, shown, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { placeKey, tell } from './tell.ts';
import { centerWords, someOf } from './wording.ts';

const CONTESTANT_COUNT_MAX = 6;
const FEW_COUNT_MAX = 2;

/** "`onnx` (`provider=CPUExecutionProvider`) 0.05 ms": what sets it apart from the others, and what was measured there. */
function apartWords({ key, shared, reason }: Unranked, { value, series }: Unranked['contestants'][number], naming: Naming): Word[] {
  const setsApart = (label: string) => (reason === 'cells' ? isSwept(label) : FOOTING_KEYS.includes(label));
  const own = [...series.labels].filter(([label]) => setsApart(label) && label !== key && !shared.has(label));
  const center = centerWords(series);
  return [
    ...naming.all([[key, value]]),
    ...(own.length === 0 ? [] : [' (', ...naming.all(own), ')']),
    ...(center.length === 0 ? [] : [' ', ...center]),
  ];
}

const UNLESS: Readonly<Record<'footing' | 'cells', string>> = {
  footing: ' unless both ran on one kind of device, in one precision: ',
  cells: ' unless both were measured under one load and setting: ',
};

function apartFinding(unranked: Unranked, reason: 'footing' | 'cells', naming: Naming): Telling {
  const { contestants, shared, metric, unit, key } = unranked;
  const words: Word[] = [
    ...naming.place(shared),
    'no one of these is ranked against another in ',
    metricWord(metric, unit),
    UNLESS[reason],
    ...someOf(
      contestants.map((own) => apartWords(unranked, own, naming)),
      CONTESTANT_COUNT_MAX,
    ),
    '.',
  ];
  return tell({
    kind: 'unranked',
    id: `${reason}-${metric}-${key}-${[...shared.values()].join('-')}`,
    words,
    also: contestants.flatMap(({ series }) => centerOf(series) ?? []),
    severity: 'info',
    topic: 'ranking',
    about: {
      subjects: contestants.map(({ value }) => new Map([[key, value]])),
      metrics: [metric],
      place: placeKey(shared),
      certainty: 'explained',
      scope: reason === 'footing' ? 'other devices or precisions' : 'other loads or settings',
    },
    slots: {
      place: naming.place(shared),
      metric: [metricWord(metric, unit)],
      who: someOf(
        contestants.map(({ value }) => naming.all([[key, value]])),
        CONTESTANT_COUNT_MAX,
      ),
      unless: [UNLESS[reason].replace(/: $/, '')],
      few: someOf(
        contestants.map((own) => apartWords(unranked, own, naming)),
        FEW_COUNT_MAX,
      ),
    },
  });
}

function spreadFinding({ contestants, shared, metric, unit, key }: Unranked, naming: Naming): Telling[] {
  const scattered = contestants.find(({ series }) => isScattered(series));
  const [mean, deviation] = [scattered?.series.facts.get('mean'), scattered?.series.facts.get('stdev')];
  if (!scattered || !mean || !deviation) return [];
  const words: Word[] = [
    ...naming.place(shared),
    'nothing is ranked by ',
    metricWord(metric, unit),
    ': the mean of ',
    ...naming.all([[key, scattered.value]]),
    ' (',
    shown(mean),
    ') has a standard deviation of ',
    shown(deviation),
    ', and no median of all is stated.',
  ];
  return [
    tell({
      kind: 'noise',
      id: `spread-${metric}-${key}-${[...shared.values()].join('-')}`,
      words,
      severity: 'warning',
      topic: 'noise',
      about: { subjects: [new Map([[key, scattered.value]])], metrics: [metric], place: placeKey(shared), certainty: 'undecided' },
    }),
  ];
}

/** Contestants that were not ranked, and why: said once for the same ones, in the metric that most of them have. */
export function unrankedFindings({ unranked }: Measurement, naming: Naming): Telling[] {
  const said = new Set<string>();
  return unranked
    .toSorted((a, b) => b.contestants.length - a.contestants.length)
    .flatMap((own): Telling[] => {
      if (own.reason === 'spread') return spreadFinding(own, naming);
      const each = own.contestants.map(({ value, footing }) => JSON.stringify([own.key, value, ...footing]));
      if (each.every((contestant) => said.has(contestant))) return [];
      for (const contestant of each) said.add(contestant);
      return [apartFinding(own, own.reason, naming)];
    });
}

/** Contestants between which no order is stated, and why. */
export const UNRANKED_FRAMES: KindFrames = {
  id: 'unranked',
  isOpen: true,
  frames: [
    { role: 'title', text: '{place}no one of {who} is ranked against another in {metric}' },
    { role: 'state', text: '{say}.' },
    { role: 'state', text: '{place}no one of these is ranked against another in {metric}{unless}: {few}.' },
    { role: 'state', text: '{place}no one of {who} is ranked against another in {metric}.' },
    {
      role: 'advise',
      text: 'Before choosing between {who}, run them on one kind of device, in one precision, under one load: so far nothing ranks them by {metric}.',
      risk: 'Further runs hold the machine.',
      mitigation: 'One common load and setting is enough for an order.',
      predicate: 'advice',
    },
  ],
};

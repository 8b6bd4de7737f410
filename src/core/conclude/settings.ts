import type { Measurement, SettingRange } from '../../contracts/measured.ts';
import { metricOf } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';
import { enumerate, metricWord, shown, type Word } from '../prose.ts';
import type { About, KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { placeKey, sizeOfRatio, subjectOf, tell } from './tell.ts';
import { centerWords } from './wording.ts';

/** Settings this close are no order worth acting on when each ran once. */
const CLOSE_RATIO = 1.05;

function settingWords({ measured: { subject } }: SettingRange, series: SettingRange['best'], naming: Naming): Word[] {
  return naming.all([...series.labels].filter(([key]) => subject.parameters.includes(key) && !subject.slices.includes(key)));
}

/** The load and size of the work at which the settings were tried. */
function sliceWords({ measured: { subject } }: SettingRange, series: SettingRange['best'], naming: Naming): Word[] {
  return naming.all([...series.labels].filter(([key]) => subject.slices.includes(key)));
}

function aboutOf({ measured: { subject }, best, ratio, settings }: SettingRange): Partial<About> {
  return {
    subjects: [subjectOf(subject.labels)],
    metrics: [best.metric],
    keys: subject.parameters,
    place: placeKey(subject.labels),
    size: sizeOfRatio(ratio.value),
    certainty: settings.every(({ sampleCount }) => sampleCount === 1) ? 'single' : null,
  };
}

/** Loads and sizes told in one sentence. */
const SLICE_COUNT_MAX = 3;

/** The best settings of a subject that tried them at several loads or sizes. */
function sliceFinding(ranges: readonly SettingRange[], naming: Naming): Telling {
  const { best, measured } = ranges[0]!;
  const told = ranges.slice(0, SLICE_COUNT_MAX);
  const words: Word[] = [
    'Of the settings tried for ',
    ...naming.subject(measured.subject.labels),
    ', these reached the best ',
    metricWord(best.metric, best.unit),
    ': ',
    ...enumerate(
      told.map((range) => [
        ...settingWords(range, range.best, naming),
        ' at ',
        ...sliceWords(range, range.best, naming),
        ' (',
        shown(range.ratio, 'times'),
        ' the worst)',
      ]),
    ),
    ranges.length > told.length ? ', among others.' : '.',
  ];
  return tell({
    kind: 'settings',
    id: `settings-${best.metric}-${[...measured.subject.labels.values()].join('-')}`,
    words,
    also: told.map(({ ratio }) => ratio),
    predicate: 'extremes',
    severity: 'info',
    topic: 'configuration',
    about: aboutOf(ranges[0]!),
  });
}

function rangeFinding(range: SettingRange, naming: Naming): Telling {
  const { best, worst, ratio, measured } = range;
  const once = range.settings.every(({ sampleCount }) => sampleCount === 1);
  const close = ratio.value < CLOSE_RATIO;
  const verdict = once
    ? close
      ? '; each ran once and they lie close together: this order is noise.'
      : '; each ran once: repeat the best before trusting its place.'
    : '.';
  const words: Word[] = [
    'Of the settings tried for ',
    ...naming.subject(measured.subject.labels),
    ...(measured.subject.slices.length === 0 ? [] : [' at ', ...sliceWords(range, best, naming)]),
    ', ',
    ...settingWords(range, best, naming),
    ' reached the best ',
    metricWord(best.metric, best.unit),
    ', ',
    ...centerWords(best),
    ', and ',
    ...settingWords(range, worst, naming),
    ' the worst, ',
    ...centerWords(worst),
    verdict,
  ];
  return tell({
    kind: 'settings',
    id: `settings-${best.metric}-${[...measured.subject.labels.values()].join('-')}`,
    words,
    also: [ratio],
    predicate: 'extremes',
    severity: 'info',
    topic: 'configuration',
    about: aboutOf(range),
  });
}

/** Best and worst setting of each sweep in its first throughput metric, or its first metric where it has none: one finding over all loads. */
export function settingFindings({ settingRanges }: Measurement, naming: Naming): Telling[] {
  const throughputFirst = settingRanges.toSorted(
    (a, b) => Number(metricOf(b.best.metric).family === 'throughput') - Number(metricOf(a.best.metric).family === 'throughput'),
  );
  return [...groupBy(throughputFirst, ({ measured }) => measured).values()].map((ranges) => {
    const { metric, definition } = ranges[0]!.best;
    const own = ranges.filter(({ best }) => best.metric === metric && best.definition === definition);
    return own.length === 1 ? rangeFinding(own[0]!, naming) : sliceFinding(own, naming);
  });
}

/** The best and the worst of the settings that were tried. */
export const SETTINGS_FRAMES: KindFrames = {
  id: 'settings',
  frames: [{ role: 'state', text: '{say}.', predicate: 'extremes' }],
  causes: ['offload', 'run-order'],
};

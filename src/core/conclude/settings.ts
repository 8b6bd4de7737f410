import type { Finding } from '../../contracts/claim.ts';
import type { Measurement, SettingRange } from '../../contracts/measured.ts';
import { metricOf } from '../../metrics/registry.ts';
import { claim, metricWord, type Word } from '../prose.ts';
import type { Naming } from './naming.ts';
import { centerWords } from './wording.ts';

/** Settings this close are no order worth acting on when each ran once. */
const CLOSE_RATIO = 1.05;

function settingWords({ measured: { subject } }: SettingRange, series: SettingRange['best'], naming: Naming): Word[] {
  return naming.all([...series.labels].filter(([key]) => subject.parameters.includes(key)));
}

function rangeFinding(range: SettingRange, naming: Naming): Finding {
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
  return {
    ...claim(`settings-${best.metric}-${[...measured.subject.labels.values()].join('-')}`, words, [ratio], 'extremes'),
    severity: 'info',
    topic: 'configuration',
  };
}

/** Best and worst setting of each sweep in its first throughput metric, or its first metric where it has none. */
export function settingFindings({ settingRanges }: Measurement, naming: Naming): Finding[] {
  const seen = new Set<unknown>();
  const throughputFirst = settingRanges.toSorted(
    (a, b) => Number(metricOf(b.best.metric).family === 'throughput') - Number(metricOf(a.best.metric).family === 'throughput'),
  );
  return throughputFirst.flatMap((range) => {
    if (seen.has(range.measured)) return [];
    seen.add(range.measured);
    return [rangeFinding(range, naming)];
  });
}

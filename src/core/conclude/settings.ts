import type { Finding } from '../../contracts/claim.ts';
import type { Measurement, SettingRange } from '../../contracts/measured.ts';
import { metricOf } from '../../metrics/registry.ts';
import { claim, type Word } from '../prose.ts';
import { centerWords, labelWords, subjectWords } from './wording.ts';

/** Settings this close are no order worth acting on when each ran once. */
const CLOSE_RATIO = 1.05;

function settingWords({ measured: { subject } }: SettingRange, series: SettingRange['best']): Word[] {
  return labelWords([...series.labels].filter(([key]) => subject.parameters.includes(key)));
}

function rangeFinding(range: SettingRange): Finding {
  const { best, worst, ratio, measured } = range;
  const once = range.settings.every(({ sampleCount }) => sampleCount === 1);
  const close = ratio.value < CLOSE_RATIO;
  const metricName = metricOf(best.metric, best.unit).name;
  const verdict = once
    ? close
      ? '; each ran once and they lie close together: this order is noise.'
      : '; each ran once: repeat the best before trusting its place.'
    : '.';
  const words: Word[] = [
    'Of the settings tried for ',
    ...subjectWords(measured.subject.labels),
    ', ',
    ...settingWords(range, best),
    ` reached the best ${metricName}, `,
    ...centerWords(best),
    ', and ',
    ...settingWords(range, worst),
    ' the worst, ',
    ...centerWords(worst),
    verdict,
  ];
  return {
    ...claim(`settings-${best.metric}-${[...measured.subject.labels.values()].join('-')}`, words, [ratio]),
    severity: 'info',
    topic: 'configuration',
  };
}

/** Best and worst setting of each sweep in its first throughput metric, or its first metric where it has none. */
export function settingFindings({ settingRanges }: Measurement): Finding[] {
  const seen = new Set<unknown>();
  const throughputFirst = settingRanges.toSorted(
    (a, b) => Number(metricOf(b.best.metric).family === 'throughput') - Number(metricOf(a.best.metric).family === 'throughput'),
  );
  return throughputFirst.flatMap((range) => {
    if (seen.has(range.measured)) return [];
    seen.add(range.measured);
    return [rangeFinding(range)];
  });
}

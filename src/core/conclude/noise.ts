import type { Measurement } from '../../contracts/measured.ts';
import { metricWord, shown, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { type ReportedGroup, reportedGroups } from './reported-groups.ts';
import { placeKey, subjectOf, tell } from './tell.ts';

/** A standard deviation of this share of its mean leaves nothing to compare: two such means differ by a factor by chance alone. */
const SPREAD_SHARE_MIN = 0.3;
const SAMPLE_COUNT_MIN = 3;
/** Rates that one machine gives again and again; what prompts of any length take differs by nature. */
const METRICS: ReadonlySet<string> = new Set([
  'decode_throughput',
  'output_token_throughput',
  'total_token_throughput',
  'request_throughput',
]);

function noiseFinding(series: ReportedGroup, naming: Naming): Telling[] {
  const [mean, deviation] = [series.facts.get('mean'), series.facts.get('stdev')];
  if (!mean || !deviation || mean.value <= 0 || deviation.value < SPREAD_SHARE_MIN * mean.value) return [];
  const words: Word[] = [
    metricWord(series.metric, series.unit),
    ' of ',
    ...naming.subject(series.labels),
    ' scatters too widely to compare: a standard deviation of ',
    shown(deviation),
    ' stands beside a mean of ',
    shown(mean),
    '.',
  ];
  return [
    tell({
      kind: 'noise',
      id: `noise-${mean.id}`,
      words,
      severity: 'warning',
      topic: 'noise',
      about: { subjects: [subjectOf(series.labels)], metrics: [series.metric], place: placeKey(series.labels), certainty: 'undecided' },
    }),
  ];
}

/**
 * Throughputs whose spread is a large share of their mean. Latencies are left to their quantiles: a long tail is their nature, not noise.
 * Settings of a sweep stand for themselves, what is pooled over them does not.
 */
export function noiseFindings(measurement: Measurement, naming: Naming): Telling[] {
  const measured = measurement.subjects
    .flatMap(({ configurations, series }) => (configurations.length > 0 ? configurations : series))
    .filter(({ subset, sampleCount }) => subset !== 'cold' && sampleCount >= SAMPLE_COUNT_MIN);
  return [...measured, ...reportedGroups(measurement)]
    .filter(({ metric }) => METRICS.has(metric))
    .flatMap((own) => noiseFinding(own, naming));
}

/** Figures that scatter too widely to compare. */
export const NOISE_FRAMES: KindFrames = {
  id: 'noise',
  frames: [
    { role: 'title', text: '{say}' },
    { role: 'state', text: '{say}.' },
    { role: 'caution', text: '{say}.' },
  ],
  causes: ['other-load', 'thermal', 'mixed-work'],
};

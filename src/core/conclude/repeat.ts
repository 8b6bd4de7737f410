import type { Measurement } from '../../contracts/measured.ts';
import { metricOf } from '../../metrics/registry.ts';
import { shown } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { subjectOf, tell } from './tell.ts';

/** A sweep in which each setting ran once, and the scatter that such a run must be expected to have. */
export function repeatSteps({ subjects, settingRanges }: Measurement, naming: Naming): Telling[] {
  const once = settingRanges.filter(({ settings }) => settings.every(({ sampleCount }) => sampleCount === 1));
  const swept = new Set(once.map(({ measured }) => measured));
  const noisiest = subjects
    .filter((measured) => swept.has(measured))
    .flatMap(({ series }) => series.filter(({ metric, subset }) => metricOf(metric).family === 'throughput' && subset !== 'cold'))
    .flatMap(({ facts }) => facts.get('cv') ?? [])
    .toSorted((a, b) => b.value - a.value)[0];
  if (once.length === 0 || !noisiest) return [];
  const labels = new Map(Object.entries(noisiest.labels));
  return [
    tell({
      kind: 'repeat',
      id: 'repeat',
      words: [
        'Repeat the sweep in random order with several runs of each setting, the first request after each load discarded: one run each cannot tell settings apart at a coefficient of variation of ',
        shown(noisiest),
        ' (',
        ...naming.subject(labels),
        ').',
      ],
      also: [noisiest],
      predicate: 'advice',
      severity: 'info',
      topic: 'configuration',
      about: { subjects: [subjectOf(labels)], metrics: [noisiest.metric], certainty: 'single', scope: 'random order' },
    }),
  ];
}

/** What to run next. */
export const REPEAT_FRAMES: KindFrames = {
  id: 'repeat',
  frames: [
    {
      role: 'advise',
      advice: 'repeat',
      text: '{say}.',
      predicate: 'advice',
      risk: 'A longer sweep holds the machine longer.',
      mitigation: 'Drop the settings that made no difference first.',
    },
  ],
};

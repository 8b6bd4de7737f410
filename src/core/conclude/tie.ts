import type { Ranking } from '../../contracts/measured.ts';
import { isScattered } from '../center.ts';
import { metricWord, shown, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { aboutOf, contestant, factsOf, valueWords } from './ranking-words.ts';
import { tell } from './tell.ts';
import { pooledWords } from './wording.ts';

/** Why no means are compared: the deviation of one is above it. */
function scatterWords({ statistic, key, entries }: Ranking, naming: Naming): Word[] {
  const scattered = statistic === 'mean' ? undefined : entries.find(({ series }) => isScattered(series));
  const [mean, deviation] = [scattered?.series.facts.get('mean'), scattered?.series.facts.get('stdev')];
  if (!scattered || !mean || !deviation) return ['.'];
  const who = naming.all([[key, scattered.series.labels.get(key) ?? '']]);
  return ['; means are not compared, since that of ', ...who, ' (', shown(mean), ') has a standard deviation of ', shown(deviation), '.'];
}

/** Why nothing is decided. */
function reasonOf({ entries: [best, second] }: Ranking): string {
  const single = [best!, second!].some(({ series }) => (series.sampleCount < 2 && !series.reported) || series.sampleCount === 1);
  if (second!.ratio?.interval !== undefined) return ' is within the noise: no verdict';
  return single ? ' rests on a single sample: no verdict' : ' comes without a spread: no verdict';
}

function tieWords(ranking: Ranking, naming: Naming): Word[] {
  const [best, second] = ranking.entries;
  return [
    ...naming.place(ranking.shared),
    'the lead of ',
    ...contestant(ranking, best!.series, naming),
    ' in ',
    metricWord(ranking.metric, best!.series.unit),
    ...pooledWords(ranking.pooledOver),
    ' (',
    ...valueWords(ranking, best!.series),
    ') over ',
    ...contestant(ranking, second!.series, naming),
    ' (',
    ...valueWords(ranking, second!.series),
    `)${reasonOf(ranking)}`,
    ...scatterWords(ranking, naming),
  ];
}

/** A lead that cannot be told from chance. */
export function tieTelling(ranking: Ranking, id: string, naming: Naming): Telling {
  const [best, second] = ranking.entries;
  return tell({
    kind: 'tie',
    id,
    words: tieWords(ranking, naming),
    also: factsOf({ ...ranking, entries: ranking.entries.slice(0, 2) }),
    predicate: 'tied',
    severity: 'info',
    topic: 'ranking',
    about: aboutOf(ranking, false),
    slots: {
      place: naming.place(ranking.shared),
      first: contestant(ranking, best!.series, naming),
      second: contestant(ranking, second!.series, naming),
      metric: [metricWord(ranking.metric, best!.series.unit)],
      why: [reasonOf(ranking)],
    },
  });
}

/** Whose lead cannot be told. */
export const TIE_FRAMES: KindFrames = {
  id: 'tie',
  frames: [
    { role: 'title', text: '{place}the lead of {first} over {second} in {metric}{why}', predicate: 'tied' },
    { role: 'state', text: '{say}.', predicate: 'tied' },
    { role: 'state', text: '{place}the lead of {first} over {second} in {metric}{why}.', predicate: 'tied' },
    {
      role: 'advise',
      text: 'Run {first} and {second} again in random order before choosing one by {metric}: their order is open.',
      predicate: 'advice',
      risk: 'Further runs hold the machine.',
      mitigation: 'Repeat these only, with the load and settings that they had.',
    },
  ],
  causes: ['run-order', 'thermal'],
};

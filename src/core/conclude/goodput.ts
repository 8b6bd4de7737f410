import type { Goodput, Measurement, ObjectiveOutcome, ObjectiveSetting } from '../../contracts/measured.ts';
import { enumerate, metricWord, shown, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { objectiveWords, settingWords, workWords } from './objectives.ts';
import { placeKey, subjectOf, tell } from './tell.ts';

/** Settings that are told in a sentence; the facts hold all. */
const SETTING_COUNT_MAX = 4;

type Rated = ObjectiveSetting & { readonly goodput: Goodput & { readonly rate: NonNullable<Goodput['rate']> } };

function isRated(setting: ObjectiveSetting): setting is Rated {
  return setting.goodput !== null && setting.goodput.rate !== null;
}

/** "`elm:3b` at `concurrency=8` with 3.10 requests/s (37 of 40)". */
function ratedWords(setting: Rated, outcome: ObjectiveOutcome, naming: Naming): Word[] {
  const { good, requests, rate } = setting.goodput;
  return [...settingWords(setting, outcome, naming), ' with ', shown(rate), ' (', shown(good), ' of ', shown(requests), ')'];
}

function goodputFinding(outcome: ObjectiveOutcome, naming: Naming): Telling[] {
  const rated = outcome.settings.filter(isRated).sort((a, b) => b.goodput.rate.value - a.goodput.rate.value);
  const [first] = rated;
  // Of one setting the sentence on the objectives has it.
  if (!first || rated.length < 2) return [];
  const told = rated.slice(0, SETTING_COUNT_MAX);
  const words: Word[] = [
    metricWord(first.goodput.rate.metric, first.goodput.rate.unit),
    ' under ',
    ...objectiveWords(outcome),
    ...workWords(outcome, naming),
    ': ',
    ...enumerate(told.map((setting) => ratedWords(setting, outcome, naming))),
    told.length < rated.length ? ', among others.' : '.',
  ];
  return [
    tell({
      kind: 'goodput',
      id: `goodput-${JSON.stringify([...outcome.work])}`,
      words,
      severity: 'notable',
      topic: 'configuration',
      about: {
        subjects: told.map(({ labels }) => subjectOf(labels)),
        metrics: ['request_goodput'],
        place: placeKey(outcome.work),
        scope: 'under the objectives',
      },
    }),
  ];
}

/** How many requests a second keep every objective each by itself, by contestant, setting and load. */
export function goodputFindings({ objectives }: Measurement, naming: Naming): Telling[] {
  return objectives.flatMap((outcome) => goodputFinding(outcome, naming));
}

/** Requests that keep what was promised. */
export const GOODPUT_FRAMES: KindFrames = {
  id: 'goodput',
  frames: [{ role: 'state', text: '{say}.' }],
  causes: ['queueing'],
};

import type { Fact } from '../../contracts/fact.ts';
import type { Measurement, ObjectiveOutcome, ObjectiveSetting } from '../../contracts/measured.ts';
import { isSwept } from '../../metrics/labels.ts';
import { enumerate, metricWord, name, shown, term, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { placeKey, subjectOf, tell } from './tell.ts';

/** Settings whose facts bear a sentence out; those with the most throughput. */
const SETTING_COUNT_MAX = 40;

function factsOf({ rate, facts }: ObjectiveSetting): readonly Fact[] {
  return [rate, ...facts];
}

/** "`time_to_first_token.p99=500 ms` and ..." */
export function objectiveWords({ objectives }: ObjectiveOutcome): Word[] {
  return enumerate(objectives.map((own) => [name(own.name)]));
}

export function workWords({ work }: ObjectiveOutcome, naming: Naming): Word[] {
  const words = naming.all([...work].filter(([key]) => key !== 'prompt_count'));
  return words.length === 0 ? [] : [' for ', ...words];
}

/** What a setting is called beside the work. */
export function settingWords({ labels }: ObjectiveSetting, { work }: ObjectiveOutcome, naming: Naming): Word[] {
  const own = [...labels].filter(([key]) => !work.has(key));
  const who = naming.all(own.filter(([key]) => !isSwept(key)));
  const where = naming.all(own.filter(([key]) => isSwept(key)));
  return where.length === 0 ? who : [...who, who.length === 0 ? '' : ' at ', ...where];
}

/** "time to first token 431 ms": what each objective is of. */
function valueWords({ facts }: ObjectiveSetting): Word[] {
  return enumerate(facts.map((fact) => [metricWord(fact.metric, fact.unit), ' ', term(fact.statistic), ' ', shown(fact)]));
}

function goodputWords({ goodput }: ObjectiveSetting): Word[] {
  if (goodput === null) return [];
  const { good, requests, rate } = goodput;
  const counted: Word[] = ['; ', shown(good), ' of its ', shown(requests), ' requests keep it each by itself'];
  return rate === null ? counted : [...counted, ', ', metricWord(rate.metric, rate.unit), ' ', shown(rate)];
}

/** Which of the settings comes nearest to keeping the first objective. */
function nearest({ settings, objectives: [first] }: ObjectiveOutcome): ObjectiveSetting {
  return settings.reduce((best, own) => {
    const [a, b] = [own.facts[0]!.value, best.facts[0]!.value];
    return (first!.isUpper ? a < b : a > b) ? own : best;
  });
}

function objectiveFinding(outcome: ObjectiveOutcome, naming: Naming): Telling {
  const { best, settings, objectives } = outcome;
  const told = best ?? nearest(outcome);
  const who = settingWords(told, outcome, naming);
  const subject = who.length === 0 ? ['it'] : who;
  const words: Word[] =
    best === null
      ? [
          'nothing that was tried',
          ...workWords(outcome, naming),
          ' keeps ',
          ...objectiveWords(outcome),
          '; next to it came ',
          ...subject,
          ' with ',
          ...valueWords(told),
          '.',
        ]
      : [
          'of what was tried',
          ...workWords(outcome, naming),
          ', ',
          ...subject,
          ' has the highest ',
          metricWord(best.rate.metric, best.rate.unit),
          ' that keeps ',
          ...objectiveWords(outcome),
          ': ',
          shown(best.rate),
          ' with ',
          ...valueWords(best),
          ...goodputWords(best),
          '.',
        ];
  const borne = [told, ...settings.filter((own) => own !== told).toSorted((a, b) => b.rate.value - a.rate.value)].slice(
    0,
    SETTING_COUNT_MAX,
  );
  return tell({
    kind: 'objective',
    id: `objective-${JSON.stringify([...outcome.work])}`,
    words,
    also: borne.flatMap(factsOf),
    predicate: 'objective',
    severity: best === null ? 'warning' : 'notable',
    topic: 'configuration',
    about: {
      subjects: [subjectOf(told.labels)],
      metrics: [told.rate.metric, ...objectives.map(({ metric }) => metric)],
      place: placeKey(outcome.work),
      certainty: 'certain',
      scope: best === null ? 'kept by none' : 'under the objectives',
    },
  });
}

/** What keeps the objectives of the service with the most throughput, for each piece of work; that none does, where that is so. */
export function objectiveFindings({ objectives }: Measurement, naming: Naming): Telling[] {
  return objectives.map((outcome) => objectiveFinding(outcome, naming));
}

/** What keeps the objectives of the service. */
export const OBJECTIVE_FRAMES: KindFrames = {
  id: 'objective',
  frames: [{ role: 'state', text: '{say}.', predicate: 'objective' }],
  causes: ['queueing'],
};

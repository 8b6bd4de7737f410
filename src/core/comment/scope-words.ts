import type { CheckedClaim } from '../../contracts/checked-claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import { labelRank } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { metricWord, name, term, type Word } from '../prose.ts';
import type { NamedLabel } from './known-names.ts';
import type { TellingKeys } from './telling-keys.ts';

/** Other words for a metric that leave no doubt of it. */
const ALSO_CALLED: Readonly<Record<string, RegExp>> = { time_to_first_token: /\bttft\b/i };

function isMetricSaid(id: string, text: string): boolean {
  return text.toLowerCase().includes(metricOf(id).name.toLowerCase()) || (ALSO_CALLED[id]?.test(text) ?? false);
}

/** Labels that tell a fact from others of its metric, and that the sentence does not name. */
function unnamedLabels({ metric, labels }: Fact, names: readonly NamedLabel[], telling: TellingKeys): [string, string][] {
  return Object.entries(labels)
    .map(([key, value]): [string, string] => [key, String(value)])
    .filter(([key, value]) => telling.get(metric)?.has(key) && !names.some((label) => label.key === key && label.value === value))
    .sort(([a], [b]) => labelRank(a) - labelRank(b));
}

function inBrackets(groups: readonly (readonly Word[])[]): Word[] {
  if (groups.length === 0) return [];
  return [' (', ...groups.flatMap((words, index) => (index === 0 ? words : [', ', ...words])), ')'];
}

/** Whether cold starts are in a number: said where it makes a difference. */
function subsetWords({ subset }: Pick<Fact, 'subset'>, text: string): Word[][] {
  const isSaid = subset === 'all' || (subset === 'warm' || subset === 'cold' ? new RegExp(`\\b${subset}\\b`, 'i').test(text) : false);
  return isSaid ? [] : [[subset]];
}

/** Labels as code: what is no word has its key. */
function labelWords(labels: readonly (readonly [key: string, value: string])[]): Word[][] {
  return labels.map(([key, value]) => [name(/\p{L}/u.test(value) ? value : `${key}=${value}`)]);
}

/** Where a ratio was found, as far as its sentence does not say it. */
export function scopeOfRatio(fact: Fact, names: readonly NamedLabel[], telling: TellingKeys): Word[] {
  return inBrackets(labelWords(unnamedLabels(fact, names, telling)));
}

/** What a number is of, as far as its sentence does not say it: statistic and metric, warm or cold, whatever tells it from others. */
export function scopeOfNumber(
  fact: Fact,
  { statistic }: Pick<CheckedClaim, 'statistic'>,
  text: string,
  names: readonly NamedLabel[],
  telling: TellingKeys,
): Word[] {
  const isNamed = statistic === fact.statistic || (statistic === 'average' && fact.statistic === 'mean');
  const what: Word[] = [
    ...(isNamed ? [] : [term(fact.statistic)]),
    ...(isMetricSaid(fact.metric, text) ? [] : [metricWord(fact.metric, fact.unit)]),
  ];
  const labels = labelWords(unnamedLabels(fact, names, telling));
  return inBrackets([
    ...(what.length === 0 ? [] : [what.flatMap((word, index) => (index === 0 ? [word] : [' ', word]))]),
    ...subsetWords(fact, text),
    ...labels,
  ]);
}

/** What an order is one of, as far as its sentence does not say it. @param cited the facts that it rests on. */
export function scopeOfOrder(cited: readonly Fact[], text: string): Word[] {
  const [fact] = cited;
  if (!fact) return [];
  const what: Word[][] = isMetricSaid(fact.metric, text) ? [] : [['by ', term(fact.statistic), ' ', metricWord(fact.metric, fact.unit)]];
  return inBrackets([...what, ...subsetWords(fact, text)]);
}

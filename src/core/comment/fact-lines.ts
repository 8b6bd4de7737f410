import type { CommentaryBrief } from '../../contracts/commentary.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { ParameterEffect, Report } from '../../contracts/report.ts';
import { printFact } from '../../metrics/format.ts';
import { knownMetric, metricOf } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';
import { isPlainName } from './known-names.ts';
import { type TellingKeys, tellingKeys } from './telling-keys.ts';

/** What the lines are made from. */
export interface Commented extends Pick<Report, 'page'> {
  readonly facts: readonly Fact[];
  readonly effects: readonly ParameterEffect[];
}

/** Lines and characters of a brief: with prompt and answer they fit a context of 4,096 tokens. */
const LINE_COUNT_MAX = 40;
const CHARS_MAX = 4_000;
const COMPARISON_COUNT_MAX = 8;
const EFFECT_COUNT_MAX = 8;

function printed(fact: Fact, show: 'value' | 'times'): string {
  const { number, unit } = printFact(fact, show);
  return unit === '' ? number : `${number} ${unit}`;
}

/** Labels as a sentence may name them; null where one is no plain name, or the metric is none of ours: nothing of such a fact is shown. */
function namesOf({ metric, labels }: Pick<Fact, 'metric' | 'labels'>, telling: TellingKeys, without: ReadonlySet<string>): string[] | null {
  const names = Object.entries(labels)
    .filter(([key]) => telling.get(metric)?.has(key) && !without.has(key))
    .map(([key, value]) => (typeof value === 'string' && /\p{L}/u.test(value) ? value : `${key}=${value}`));
  return knownMetric(metric) && names.every(isPlainName) ? names : null;
}

const MODEL = new Set(['model']);

function inPlace(names: readonly string[]): string {
  return names.length === 0 ? '' : `in ${names.join(', ')}, `;
}

function overRequests(subset: string): string {
  return subset === 'warm' || subset === 'cold' ? ` over ${subset} requests` : '';
}

function sentence(text: string): string {
  // A name keeps its letters.
  return `${text.replace(/^(?:in|the) /, (word) => word.charAt(0).toUpperCase() + word.slice(1))}.`;
}

/** "In param_tuning, gemma3:270m has a mean generation throughput of 288.1 tokens/s over warm requests." */
function statisticLine(fact: Fact, telling: TellingKeys): string[] {
  const names = namesOf(fact, telling, MODEL);
  if (names === null || fact.kind === 'count') return [];
  const model = fact.labels['model'];
  if (model !== undefined && !isPlainName(String(model))) return [];
  const [what, value] = [`${fact.statistic} ${metricOf(fact.metric).name}`, printed(fact, 'value')];
  const said = model === undefined ? `the ${what} is ${value}` : `${model} has a ${what} of ${value}`;
  return [sentence(`${inPlace(names)}${said}${overRequests(fact.subset)}`)];
}

/** Who is ahead of whom, and by how much, where that is clear. */
function comparisonLine(fact: Fact, byId: ReadonlyMap<string, Fact>, telling: TellingKeys): string[] {
  const [base, own] = [byId.get(fact.baseline ?? ''), byId.get(fact.candidate ?? '')];
  if (fact.unit !== 'x' || !fact.interval || !base || !own) return [];
  const keys = Object.keys(own.labels).filter((key) => String(own.labels[key]) !== String(base.labels[key]));
  const sides = [own, base].map(({ labels }) => String(labels[keys[0]!]));
  const names = namesOf(fact, telling, new Set(keys));
  if (keys.length !== 1 || names === null || !sides.every(isPlainName)) return [];
  const [larger, smaller] = own.value > base.value ? sides : sides.toReversed();
  if (fact.interval.low <= 1 && fact.interval.high >= 1) return [];
  const what = `the ${metricOf(fact.metric).name} of ${larger} is ${printed(fact, 'times')} higher than that of ${smaller}`;
  return [sentence(`${inPlace(names)}${what}${overRequests(fact.subset)}`)];
}

const EFFECTS: Readonly<Partial<Record<ParameterEffect['verdict'], string>>> = {
  none: 'has no effect on',
  'too-small-to-matter': 'has no effect on',
  real: 'affects',
};

/** Of what and whom a fact is. */
function placeOf(fact: Fact | undefined): string {
  return JSON.stringify([fact?.labels ?? null, fact?.subset ?? null]);
}

/** What a setting does to a quantity of somebody, where every step of it says the same. */
function effectLine(steps: readonly ParameterEffect[], telling: TellingKeys): string[] {
  const [{ metric, labels, parameter, verdict }] = steps as [ParameterEffect, ...ParameterEffect[]];
  const [names, words] = [namesOf({ metric, labels }, telling, MODEL), EFFECTS[verdict]];
  const model = labels['model'];
  const isPlain = [parameter, ...(model === undefined ? [] : [String(model)])].every(isPlainName);
  if (names === null || words === undefined || !isPlain || steps.some((step) => EFFECTS[step.verdict] !== words)) return [];
  return [sentence(`${inPlace(names)}${parameter} ${words} the ${metricOf(metric).name}${model === undefined ? '' : ` of ${model}`}`)];
}

function effectLines(effects: readonly ParameterEffect[], telling: TellingKeys): string[] {
  const bySetting = groupBy(effects, ({ metric, labels, parameter }) => JSON.stringify([metric, labels, parameter]));
  return [...bySetting.values()].flatMap((steps) => effectLine(steps, telling));
}

/**
 * What the commentator is told: the facts of the page, who is ahead of whom, what settings do; printed as the report prints them. Facts
 * with a name that is more than a plain word, or with a metric that is none of ours, are left out: no text of an artifact is shown.
 */
export function commentaryBrief({ page, facts, effects }: Commented): CommentaryBrief {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const telling = tellingKeys(facts);
  const shown = new Set((page.table?.rows ?? []).flatMap(({ cells }) => cells.flat()));
  const places = new Set([...shown].map((id) => placeOf(byId.get(id)!)));
  const isOfPage = ({ candidate = '' }: Fact) => places.has(placeOf(byId.get(candidate)));
  const compared = facts.filter(({ kind }) => kind === 'comparison');
  const comparisons = [...compared.filter(isOfPage), ...compared.filter((fact) => !isOfPage(fact))].flatMap((fact) =>
    comparisonLine(fact, byId, telling),
  );
  const lines = [
    ...[...shown].flatMap((id) => statisticLine(byId.get(id)!, telling)),
    ...comparisons.slice(0, COMPARISON_COUNT_MAX),
    ...effectLines(effects, telling).slice(0, EFFECT_COUNT_MAX),
  ];
  const told: string[] = [];
  let length = 0;
  for (const line of new Set(lines)) {
    length += line.length + 1;
    if (length > CHARS_MAX || told.length === LINE_COUNT_MAX) break;
    told.push(line);
  }
  return { lines: told };
}

/** The more important half of a brief, for a context that is too small for all of it. */
export function smallerBrief({ lines }: CommentaryBrief): CommentaryBrief {
  return { lines: lines.slice(0, Math.ceil(lines.length / 2)) };
}

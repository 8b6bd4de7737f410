import type { Brief, Card, FrameRole } from '../../contracts/narration.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { InventoryTopic } from '../../contracts/report.ts';
import { isKnownLabel } from '../../metrics/labels.ts';
import { knownMetric, metricOf } from '../../metrics/registry.ts';
import { framesOf, type Telling } from '../telling.ts';
import { bound, linkOf, pairOf } from './joining.ts';
import { isFinding, musts, type Plan, type Tellable } from './plan.ts';

/** Cards of one question: more than a small context holds would be cut off without a word. */
export const CARD_COUNT_MAX = 12;
/** Gaps and next steps that are shown where there are findings enough. */
const GAP_COUNT_MAX = 3;
const NEXT_COUNT_MAX = 1;

const ROLES: readonly FrameRole[] = ['state', 'support', 'contrast', 'advise', 'caution'];

/** A brief with the telling behind each of its cards. */
export interface Briefing {
  readonly brief: Brief;
  /** By id of the card. */
  readonly tellings: ReadonlyMap<string, Telling>;
}

/** What the metrics of most reports are called on a card, which has little room. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  decode_throughput: 'generation',
  output_token_throughput: 'output throughput',
  prefill_throughput: 'prompt processing',
  time_to_first_token: 'first token',
  time_per_output_token: 'time per token',
  inter_token_latency: 'time per token',
  prompt_eval_duration: 'prompt time',
  eval_duration: 'generation time',
};
const KEY_COUNT_MAX = 2;

/** Metrics and settings by their names in the registry: what only an artifact names is called by what it is. */
function topicOf({ about: { metrics, keys } }: Telling): string {
  const [metric] = metrics;
  const measured = metric === undefined ? [] : [knownMetric(metric) ? (SHORT_NAMES[metric] ?? metricOf(metric).name) : 'another metric'];
  const settings = [...new Set(keys.map((key) => (isKnownLabel(key) ? key : 'a setting')))];
  return [...measured, ...settings.slice(0, KEY_COUNT_MAX)].join(' ');
}

/** Letters of subjects: those whose labels do not contradict each other are one. */
function subjectIndices(chosen: readonly Telling[]): (telling: Telling) => number[] {
  const known: ReadonlyMap<string, LabelValue>[] = [];
  const indexOf = (subject: ReadonlyMap<string, LabelValue>) => {
    const index = known.findIndex((own) => isSame(own, subject));
    return index >= 0 ? index : known.push(subject) - 1;
  };
  for (const { about } of chosen) for (const subject of about.subjects) if (subject.size > 0) indexOf(subject);
  return ({ about }) => [...new Set(about.subjects.filter(({ size }) => size > 0).map(indexOf))];
}

/** Are two subjects one: equal in all labels that both have, the model among them where either names one? */
function isSame(a: ReadonlyMap<string, LabelValue>, b: ReadonlyMap<string, LabelValue>): boolean {
  const shared = [...a.keys()].filter((key) => b.has(key));
  return a.has('model') === b.has('model') && shared.length > 0 && shared.every((key) => a.get(key) === b.get(key));
}

/** The tellings of which a model is told: what the page of the program says first, then what it leaves out; gaps and next steps beside. */
function shown(
  { tellings, kinds }: Pick<Tellable, 'tellings' | 'kinds'>,
  plan: Plan,
): { findings: Telling[]; gaps: Telling[]; next: Telling[] } {
  const sayable = (telling: Telling) =>
    ROLES.some((role) => framesOf(kinds.get(telling.kind)!, telling, role, 'engineer', () => true).length > 0);
  const known = tellings.filter((telling) => kinds.has(telling.kind) && sayable(telling));
  const gaps = known.filter(({ kind }) => kind === 'gap');
  const inPlan = [...plan.risk.map(({ telling }) => telling), ...gaps];
  const next = known.filter((telling) => !isFinding(telling) && telling.kind !== 'gap').slice(0, NEXT_COUNT_MAX);
  const first = [...new Set(inPlan)].slice(0, GAP_COUNT_MAX);
  const planned = [...plan.summary, ...plan.advice].map(({ telling }) => telling).filter(isFinding);
  const findings = [...new Set([...planned, ...musts({ tellings, kinds }), ...known.filter(isFinding)])];
  return { findings: findings.slice(0, CARD_COUNT_MAX - first.length - next.length), gaps: first, next };
}

/**
 * The cards of a report: bins and words of the registry, never a number or a text of an artifact.
 *
 * @param inventory what can be said of the inputs, with what may not be left out.
 */
export function briefOf(tellable: Tellable, plan: Plan, inventory: readonly { topic: InventoryTopic; must: boolean }[]): Briefing {
  const { kinds } = tellable;
  const { findings, gaps, next } = shown(tellable, plan);
  const named = [
    ...findings.map((telling, index) => ({ id: `c${index + 1}`, telling })),
    ...gaps.map((telling, index) => ({ id: `g${index + 1}`, telling })),
    ...next.map((telling, index) => ({ id: `n${index + 1}`, telling })),
  ];
  const subjects = subjectIndices(named.map(({ telling }) => telling));
  const must = new Set(musts(tellable).flatMap((telling) => [telling, bound(telling, findings, kinds) ?? telling]));
  const cards = named.map(({ id, telling }): Card => {
    const kind = kinds.get(telling.kind)!;
    return {
      id,
      kind: telling.kind,
      subjects: subjects(telling),
      ordered: telling.about.ordered,
      topic: topicOf(telling),
      size: telling.about.size,
      certainty: telling.about.certainty,
      scope: telling.about.scope,
      links: named.flatMap((other) => {
        const pair = pairOf(telling, other.telling, kinds);
        return pair ? [{ to: other.id, link: pair.link }] : [];
      }),
      roles: ROLES.filter((role) => framesOf(kind, telling, role, 'engineer', (link) => hasLink(named, telling, link, kinds)).length > 0),
      causes: isFinding(telling) ? [...(kind.causes ?? [])] : [],
      must: must.has(telling),
    };
  });
  return { brief: { cards, inventory: inventory.map(inventoryCard) }, tellings: new Map(named.map(({ id, telling }) => [id, telling])) };
}

/** Is there a card whose link of this name points to a telling? */
function hasLink(named: readonly { readonly telling: Telling }[], to: Telling, link: string, kinds: Tellable['kinds']): boolean {
  return named.some(({ telling }) => linkOf(telling, to, kinds) === link);
}

const INVENTORY_TOPICS: Readonly<Record<InventoryTopic, string>> = {
  coverage: 'directories covered',
  kinds: 'files by kind',
  latest: 'latest change',
  rows: 'rows and samples read',
  'not-used': 'files not used',
  copies: 'copies counted once',
  growing: 'files still growing',
  gaps: 'what was not recorded',
};

function inventoryCard({ topic, must }: { topic: InventoryTopic; must: boolean }, index: number): Card {
  return {
    id: `i${index + 1}`,
    kind: topic,
    subjects: [],
    ordered: false,
    topic: INVENTORY_TOPICS[topic],
    size: null,
    certainty: null,
    scope: '',
    links: [],
    roles: ['state'],
    causes: [],
    must,
  };
}

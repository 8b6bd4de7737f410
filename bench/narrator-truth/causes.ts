import { METRIC } from './contests.ts';
import { type Context, found, type Groups, isStatistic, metricIds, names, type Shape, value } from './context.ts';
import { type EffectRecord, type FactRecord, NUMBER, prints } from './evidence.ts';
import { areOf, isOf, listed } from './names.ts';

const PLACE = String.raw`(?:[Ii]n (?<place>.+?), )?`;

/** "`a` median 2.59 s instead of 0.13 s warm", or "`a` median 2.59 s over 31 requests (0.13 s warm, model load time 2.4 s)". */
const COST = new RegExp(
  String.raw`^(?:(?<who>.+?) )?(?:median )?(?<cold>${NUMBER} \S+?)(?: instead of (?<warm>${NUMBER} \S+) warm|(?: over (?<count>\d+) requests| in one request) \((?<warmToo>${NUMBER} \S+) warm(?<parts>(?:, [^)]+)?)\))$`,
);

function coldProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  scene.place = names(said['place'], context);
  scene.metrics = metricIds(said['metric']!, context);
  for (const item of listed(said['costs']!.replace(/, and others$/, ''))) {
    const groups = COST.exec(item)?.groups;
    if (!groups) return `no cost is read in "${item}"`;
    const of = [...scene.place, ...names(groups['who'], context)];
    const at = (subset: string, text: string) =>
      found({ metrics: scene.metrics, of, figure: value(text), subset, statistic: 'median' }, context);
    const [cold, warm] = [at('cold', groups['cold']!), at('warm', groups['warm'] ?? groups['warmToo']!)];
    const keysOf = ({ labels }: FactRecord) => Object.keys(labels).sort().join(' ');
    if (!cold.some((own) => warm.some((other) => own.value > other.value && keysOf(own) === keysOf(other))))
      return `${of.join(' ')} does not wait ${groups['cold']} instead of ${groups['warm'] ?? groups['warmToo']}`;
    if (groups['count'] !== undefined && !cold.some(({ sampleCount }) => sampleCount === Number(groups['count'])))
      return `not ${groups['count']} requests ran cold`;
    const part = (groups['parts'] ?? '')
      .split(', ')
      .slice(1)
      .find((own) => !isPart(own, of, context));
    if (part !== undefined) return `no cold request of ${of.join(' ')} has ${part}`;
  }
  return null;
}

function isPart(text: string, of: readonly string[], context: Context): boolean {
  const groups = new RegExp(String.raw`^${METRIC} (?<value>${NUMBER} \S+)$`).exec(text)?.groups;
  return (
    groups !== undefined &&
    found({ metrics: metricIds(groups['metric']!, context), of, figure: value(groups['value']), subset: 'cold' }, context).length > 0
  );
}

/** "all cold requests ran at `k=v`": there are some, all at this level, and warm ones at others. */
function allLevelProblem(place: readonly string[], level: string, { scene, facts }: Context): string | null {
  const key = level.slice(0, level.indexOf('='));
  const own = facts.filter((fact) => isStatistic(fact) && scene.metrics.includes(fact.metric) && isOf(fact, place));
  const levelsOf = (subset: string) =>
    new Set(own.filter((fact) => (fact.subset === 'cold') === (subset === 'cold')).flatMap(({ labels }) => labels[key] ?? []));
  const [cold, warm] = [levelsOf('cold'), levelsOf('warm')];
  if (!own.some(({ subset }) => subset === 'cold')) return 'no request ran cold';
  if ([...cold].some((value) => `${key}=${String(value)}` !== level)) return 'requests ran cold elsewhere, too';
  return [...warm].some((value) => `${key}=${String(value)}` === level) || cold.size > 0 ? null : `nothing ran at ${level}`;
}

/** "all cold requests (2 of `a` and 3 of `b`) ran at `k=v`": so many ran cold, of nobody else, and others ran warm elsewhere. */
function levelProblem(said: Groups, context: Context): string | null {
  const { scene, facts } = context;
  if (said['metric'] !== undefined) scene.metrics = metricIds(said['metric'], context);
  const place = said['place'] === undefined ? scene.place : names(said['place'], context);
  const [level = ''] = names(said['level'], context);
  const key = level.slice(0, level.indexOf('='));
  if (said['counts'] === undefined) return allLevelProblem(place, level, context);
  for (const item of listed(said['counts']!)) {
    const groups = /^(?<count>\d+)(?: of (?<who>.+))?$/.exec(item)?.groups;
    if (!groups) return `no number is read in "${item}"`;
    const of = [...place, ...names(groups['who'], context)];
    const cold = found({ metrics: scene.metrics, of, subset: 'cold' }, context);
    if (!cold.some(({ sampleCount }) => sampleCount === Number(groups['count'])))
      return `not ${groups['count']} requests of ${of.join(' ')} ran cold`;
    const levels = new Set(
      facts
        .filter((own) => isStatistic(own) && isOf(own, of) && own.labels[key] !== undefined)
        .map(({ labels }) => `${key}=${String(labels[key])}`),
    );
    if (!levels.has(level)) return `${of.join(' ')} did not run at ${level}`;
    if (levels.size < 2) return `${of.join(' ')} ran at ${level} only`;
    const elsewhere = facts.find(
      (own) =>
        own.subset === 'cold' &&
        isStatistic(own) &&
        isOf(own, of) &&
        own.labels[key] !== undefined &&
        `${key}=${String(own.labels[key])}` !== level,
    );
    if (elsewhere) return `${of.join(' ')} ran cold elsewhere, too`;
  }
  return null;
}

function identityProblem(said: Groups, { facts }: Context): string | null {
  const count = Number(said['rows']);
  const columns = [said['whole']!, ...said['parts']!.split(/, | plus /)];
  const isSo = facts.some(
    (own) =>
      own.kind === 'count' && own.statistic === 'rows in which the identity holds' && own.value === count && hasColumns(own, columns),
  );
  return isSo ? null : `not in ${count} rows`;
}

function hasColumns(fact: FactRecord, columns: readonly string[]): boolean {
  const text = JSON.stringify([fact.labels, fact.contrast ?? {}]);
  return columns.every((column) => text.includes(column));
}

interface Step {
  readonly parameter: string;
  readonly from: string;
  readonly to: string;
}

function stepOf(from: string, to: string): Step | null {
  const [key, other] = [from.slice(0, from.indexOf('=')), to.slice(0, to.indexOf('='))];
  return key === other && key !== '' ? { parameter: key, from: from.slice(key.length + 1), to: to.slice(key.length + 1) } : null;
}

function isStep(effect: EffectRecord, step: Step): boolean {
  return effect.parameter === step.parameter && String(effect.from) === step.from && String(effect.to) === step.to;
}

/** Effects of a step, recomputed from the two means behind each. */
export function effectsOf(said: Groups, of: readonly string[], context: Context): EffectRecord[] {
  const [from, to] = [names(said['from'], context).join(' '), names(said['to'], context).join(' ')];
  const step = stepOf(from, to);
  if (step === null) return [];
  return context.report.analysis.effects.filter(
    (own) => isStep(own, step) && context.scene.metrics.includes(own.metric) && areOf(own.labels, of) && isRecomputed(own, context),
  );
}

function isRecomputed({ fact: id }: EffectRecord, { byId }: Context): boolean {
  const fact = byId.get(id);
  const [before, after] = [byId.get(fact?.baseline ?? ''), byId.get(fact?.candidate ?? '')];
  if (!fact || !before || !after) return false;
  return (
    Math.sign(after.value - before.value) === Math.sign(fact.value) &&
    Math.abs(after.value / before.value - 1 - fact.value) < 0.02 + 0.1 * Math.abs(fact.value)
  );
}

export function percentProblem(effects: readonly EffectRecord[], text: string, { byId }: Context): string | null {
  const figure = value(text)!;
  return effects.some(({ fact }) => prints(byId.get(fact)!, figure)) ? null : `no effect is ${text}`;
}

function realProblem(said: Groups, context: Context): string | null {
  const { scene, byId } = context;
  scene.metrics = metricIds(said['metric']!, context);
  const effects = effectsOf(said, names(said['who'], context), context).filter(({ verdict }) => verdict === 'real');
  const isCounted = ({ fact }: EffectRecord) => {
    const own = byId.get(fact)!;
    return (
      said['count'] === undefined ||
      (own.sampleCount === Number(said['count']) && (own.subset === 'matched') === (said['pairs'] === 'matched pairs'))
    );
  };
  const counted = effects.filter(isCounted);
  if (counted.length === 0) return 'no such effect is real';
  return percentProblem(counted, said['change']!, context);
}

/** "`k` for `a` and `b`", the last with "(the largest effect is +1 % for `a`)". */
function idleProblem(said: Groups, context: Context): string | null {
  const { scene, report } = context;
  if (said['metric'] !== undefined) {
    scene.listing = 'idle';
    scene.place = names(said['place'], context);
    scene.metrics = metricIds(said['metric'], context);
  }
  for (const key of listed(said['keys']!)) {
    for (const who of listed(said['who']!)) {
      const own = report.analysis.effects.filter(
        (effect) =>
          effect.parameter === key &&
          scene.metrics.includes(effect.metric) &&
          areOf(effect.labels, [...scene.place, ...names(who, context)]),
      );
      if (!own.some(({ verdict }) => verdict === 'none' || verdict === 'too-small-to-matter')) return `${key} is not idle for ${who}`;
      if (
        own.some(
          ({ verdict, from, to }) =>
            verdict === 'real' && own.filter((other) => other.from === from && other.to === to).length === 1 && own.length === 1,
        )
      )
        return `${key} matters for ${who}`;
    }
  }
  return said['largest'] === undefined ? null : largestProblem(said, context);
}

function largestProblem(said: Groups, context: Context): string | null {
  const { scene, report, byId } = context;
  const idle = report.analysis.effects.filter(
    ({ verdict, metric, labels }) =>
      (verdict === 'none' || verdict === 'too-small-to-matter') && scene.metrics.includes(metric) && areOf(labels, scene.place),
  );
  const size = ({ fact }: EffectRecord) => Math.abs(byId.get(fact)!.value);
  const most = Math.max(...idle.map(size));
  const largest = idle.filter((own) => size(own) >= most && areOf(own.labels, names(said['largestWho'], context)));
  return percentProblem(largest, said['largest']!, context);
}

function openEffectProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  if (said['metric'] !== undefined) {
    scene.place = names(said['place'], context);
    scene.metrics = metricIds(said['metric'], context);
  }
  const items =
    said['changes'] === undefined ? listed(said['who']!).map((who) => ({ who, change: null })) : listed(said['changes']).map(readChange);
  for (const { who, change } of items) {
    const own = effectsOf(said, [...scene.place, ...names(who, context)], context).filter(
      ({ verdict, reason }) => verdict === 'confounded' && reason === said['why'],
    );
    if (own.length === 0) return `for ${who} it is not open for this reason`;
    const problem = change === null ? null : percentProblem(own, change, context);
    if (problem !== null) return problem;
  }
  return null;
}

function readChange(text: string): { who: string; change: string | null } {
  const groups = /^(?<change>\S+ %) for (?<who>.+)$/.exec(text)?.groups;
  return { who: groups?.['who'] ?? text, change: groups?.['change'] ?? null };
}

const STEP = String.raw`going from (?<from>\S+) to (?<to>\S+)`;

export const CAUSE_SHAPES: readonly Shape[] = [
  { name: 'cold start', pattern: new RegExp(String.raw`^${PLACE}${METRIC} right after a model load: (?<costs>.+)$`), judge: coldProblem },
  {
    name: 'cold level',
    pattern: /^all cold requests ran at (?<level>\S+), and what looks like its effect is the load$/,
    judge: levelProblem,
  },
  {
    name: 'cold level',
    pattern: new RegExp(
      String.raw`^${PLACE}[Aa]ll cold requests(?: \((?<counts>[^)]*)\))? ran at (?<level>\S+): what looks like its effect on ${METRIC} is the model load$`,
    ),
    judge: levelProblem,
  },
  {
    name: 'identity',
    pattern:
      /^(?<whole>\S+) equals (?<parts>.+) in all (?<rows>\d+) rows that have them(?: \((?:several files|[^)]*)\))?(?:: this time to first token includes the model load, is computed and not measured, and must not be compared with that of a serving benchmark|: it is computed, not measured)?$/,
    judge: identityProblem,
  },
  {
    name: 'effect',
    pattern: new RegExp(
      String.raw`^For (?<who>.+), ${STEP} changes mean ${METRIC} by (?<change>\S+ %) over (?<count>\d+) (?<pairs>matched pairs|samples without pairs)$`,
    ),
    judge: realProblem,
  },
  {
    name: 'no effect',
    pattern: new RegExp(
      String.raw`^${PLACE}[Tt]hese settings make no difference to mean ${METRIC} that is worth a choice: (?<keys>\S+(?:, \S+)*(?: and \S+)?) for (?<who>.+?)(?: \(the largest effect is (?<largest>\S+ %) for (?<largestWho>.+)\))?$`,
    ),
    judge: idleProblem,
  },
  {
    name: 'no effect, further subjects',
    within: 'idle',
    pattern: /^(?<keys>\S+(?:, \S+)*(?: and \S+)?) for (?<who>.+?)(?: \(the largest effect is (?<largest>\S+ %) for (?<largestWho>.+)\))?$/,
    judge: idleProblem,
  },
  {
    name: 'open effect',
    pattern: new RegExp(String.raw`^${PLACE}[Ww]hat ${STEP} does to mean ${METRIC} \((?<changes>.+)\) cannot be told: (?<why>.+)$`),
    judge: openEffectProblem,
  },
  {
    name: 'open effect, joined',
    pattern: new RegExp(String.raw`^for (?<who>.+), what ${STEP} does stays open: (?<why>.+)$`),
    judge: openEffectProblem,
  },
];

import { effectsOf, percentProblem } from './causes.ts';
import { rivalsOverCellsProblem } from './cells.ts';
import { METRIC } from './contests.ts';
import { type Context, comparisonsOf, found, type Groups, isStatistic, metricIds, names, type Shape, value } from './context.ts';
import { type FactRecord, isPrintedAs, prints, VALUE, wayOf } from './evidence.ts';
import { areOf, isOf, keysCalled, listed } from './names.ts';

function isClearLead(a: FactRecord, b: FactRecord, context: Context): boolean {
  return (
    wayOf(a) * (a.value - b.value) > 0 && comparisonsOf(a, b, context).some(({ interval }) => interval !== undefined && interval.low > 1)
  );
}

/** The fastest of a group: so many times the next one, and ahead of all others where both stand. */
function chooseProblem(said: Groups, context: Context): string | null {
  const metrics = metricIds(said['metric']!, context);
  const [leader, second] = [names(said['who'], context), names(said['second'], context)];
  const number = /^[\d.]+/.exec(said['times']!)![0];
  const isSo = found({ metrics, of: leader }, context).some((own) =>
    found({ metrics, of: second, statistic: own.statistic }, context).some((other) => {
      if (other.subset !== own.subset && (own.subset !== 'warm' || other.subset !== 'all')) return false;
      const key = keysCalled(own.labels, leader.join(' ')).find((one) => keysCalled(other.labels, second.join(' ')).includes(one));
      if (key === undefined || !isClearLead(own, other, context)) return false;
      const ratio = wayOf(own) > 0 ? own.value / other.value : other.value / own.value;
      const between = context.facts.find(
        (fact) => isRivalOf(own, fact, key) && wayOf(own) * (fact.value - other.value) > 0 && fact.labels[key] !== own.labels[key],
      );
      return isPrintedAs(ratio, { value: Number(number), places: number.length - number.indexOf('.') - 1 }) && between === undefined;
    }),
  );
  return isSo ? null : `${leader.join(' ')} is not ${said['times']} ${second.join(' ')}, the next one`;
}

function isRivalOf(own: FactRecord, other: FactRecord, key: string): boolean {
  const beside = ({ labels }: FactRecord) =>
    JSON.stringify(
      Object.entries(labels)
        .filter(([label]) => label !== key)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return (
    isStatistic(other) &&
    other.kind === own.kind &&
    other.metric === own.metric &&
    other.statistic === own.statistic &&
    other.subset === own.subset &&
    other.definition === own.definition &&
    beside(own) === beside(other)
  );
}

/** A median cold wait less the warm one, or the part of it that was loading. */
function savedProblem(said: Groups, context: Context): string | null {
  const differences = context.facts.filter(({ statistic }) => statistic === 'difference of medians');
  const of = (text: string) => differences.filter((own) => prints(own, value(text)!) && own.value > 0);
  const texts = [said['least'], said['most']].filter((text) => text !== undefined);
  const wrong = texts.find((text) => of(text).length === 0);
  if (wrong !== undefined) return `no cold start costs ${wrong}`;
  const isOfLoads = said['beyond'] === undefined;
  const loads = differences.filter(({ metric }) => metric === 'load_duration');
  if (isOfLoads && loads.length > 0 && !texts.every((text) => of(text).some((own) => loads.includes(own)))) return 'it is not the load';
  const values = (isOfLoads && loads.length > 0 ? loads : differences.filter((own) => isOfLoads || own.metric !== 'load_duration')).map(
    (own) => own.value,
  );
  if (said['most'] === undefined || values.length === 0) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return of(said['least']!).some((own) => own.value === low) && of(said['most']).some((own) => own.value === high)
    ? null
    : 'cold starts cost more or less than that';
}

function failedProblem(said: Groups, context: Context): string | null {
  const who = names(said['who'], context);
  const isSo = context.facts.some(
    (own) =>
      (own.metric === 'failed_request_count' ||
        /did not complete/.test(own.statistic) ||
        (said['who'] === undefined && own.metric === 'request_count')) &&
      own.value === Number(said['count']) &&
      isOf(own, who),
  );
  return isSo ? null : `not ${said['count']} of ${who.join(' ')} failed`;
}

function isOpen({ verdict }: { readonly verdict: string }): boolean {
  return verdict === 'confounded';
}

function levelsProblem(said: Groups, { report, scene: _ }: Context): string | null {
  return report.analysis.effects.some((own) => own.parameter === said['key'] && isOpen(own) && own.reason === said['why'])
    ? null
    : `nothing keeps ${said['key']} open so`;
}

function setProblem(said: Groups, context: Context): string | null {
  const { scene, byId } = context;
  scene.metrics = metricIds(said['metric']!, context);
  const real = effectsOf(said, names(said['who'], context), context).filter(({ verdict }) => verdict === 'real');
  const level = said['level'];
  const better = real.filter(({ fact, parameter, from, to }) => {
    const own = byId.get(fact)!;
    return level === `${parameter}=${String(wayOf(byId.get(own.baseline ?? '')!) * own.value > 0 ? to : from)}`;
  });
  return better.length === 0 ? `${level} is not the better level` : percentProblem(better, said['change']!, context);
}

function againProblem(said: Groups, context: Context): string | null {
  const metrics = metricIds(said['metric']!, context);
  const of = (text: string | undefined) => found({ metrics, of: names(text, context) }, context);
  const [one, other] = [of(said['first']), of(said['second'])];
  if (one.length === 0 || other.length === 0) return 'one of them has no such value';
  const isAlike = (a: FactRecord, b: FactRecord) => a.statistic === b.statistic && a.subset === b.subset;
  const isOpenSomewhere = one.some((a) => other.some((b) => isAlike(a, b) && !isClearLead(a, b, context) && !isClearLead(b, a, context)));
  return isOpenSomewhere ? null : 'their order is known';
}

function idleKeysProblem(said: Groups, { report, facts }: Context): string | null {
  const isIdle = (key: string) =>
    report.analysis.effects.some(
      ({ parameter, verdict }) => parameter === key && (verdict === 'none' || verdict === 'too-small-to-matter'),
    );
  const unknown = listed(said['keys']!).find((key) => !isIdle(key));
  if (unknown !== undefined) return `${unknown} is not idle`;
  const throughput = new Set(facts.filter(({ unit }) => unit.endsWith('/s')).map(({ metric }) => metric));
  const real = report.analysis.effects.find(({ verdict, metric }) => verdict === 'real' && throughput.has(metric));
  return real ? `${real.parameter} has an effect worth having` : null;
}

function noisyProblem(said: Groups, context: Context): string | null {
  const own = context.facts.filter(
    (fact) => fact.statistic === 'cv' && isOf(fact, names(said['who'], context)) && prints(fact, value(said['cv'])!),
  );
  return own.length > 0 ? null : `no coefficient of variation is ${said['cv']}`;
}

export const ADVICE_SHAPES: readonly Shape[] = [
  {
    name: 'take the fastest',
    pattern: new RegExp(
      String.raw`^Where speed alone decides, take (?<who>\S+(?: not stated)?) for ${METRIC}: (?<times>[\d.]+ times) (?<second>.+), the next one$`,
    ),
    judge: chooseProblem,
  },
  {
    name: 'take the one ahead',
    pattern: new RegExp(
      String.raw`^Where speed alone decides, take (?<who>\S+(?: not stated)?) for ${METRIC}: it is ahead (?<rivals>of .+)$`,
    ),
    judge: rivalsOverCellsProblem,
  },
  {
    name: 'keep loaded',
    pattern: new RegExp(
      String.raw`^Keep the model loaded \(keep_alive\) or send one request to discard after each load: it saves the load, (?<least>${VALUE})(?: to (?<most>${VALUE}))?, on the first request$`,
    ),
    judge: savedProblem,
  },
  {
    name: 'keep loaded, load not recorded',
    pattern: new RegExp(
      String.raw`^Keep the model loaded \(keep_alive\) or send one request to discard after each load: the first one took (?<least>${VALUE})(?<beyond> beyond) a warm one, and how much of it was the load is not recorded$`,
    ),
    judge: savedProblem,
  },
  {
    name: 'mend failures',
    pattern:
      /^Find out why (?:all )?(?<count>\d+) (?:requests?|runs?)(?: of (?<who>.+))? failed and run (?:them|it) again(?:: what failed may be what is slow)?$/,
    judge: failedProblem,
  },
  {
    name: 'set a level',
    pattern: new RegExp(
      String.raw`^Set (?<level>\S+) for (?<who>.+): going from (?<from>\S+) to (?<to>\S+) changes mean ${METRIC} by (?<change>\S+ %)$`,
    ),
    judge: setProblem,
  },
  {
    name: 'set by memory',
    pattern: /^Set (?<keys>.+) by memory and quality: where an effect on speed could be told at all, there was none worth having$/,
    judge: idleKeysProblem,
  },
  {
    name: 'run levels again',
    pattern: /^Run the levels of (?<key>\S+) in random order, the first request after each load discarded: so far (?<why>.+)$/,
    judge: levelsProblem,
  },
  {
    name: 'run both again',
    pattern: new RegExp(
      String.raw`^Run (?<first>\S+(?: not stated)?) and (?<second>\S+(?: not stated)?) again in random order before choosing one by ${METRIC}: their order is open$`,
    ),
    judge: againProblem,
  },
  {
    name: 'discard before judging',
    pattern: new RegExp(
      String.raw`^Discard the first request after each load before judging (?<key>\S+) by ${METRIC}: the level at which the model was loaded looks like a slow one$`,
    ),
    judge: (said, context) =>
      found({ metrics: metricIds(said['metric']!, context), of: [], subset: 'cold' }, context).length > 0 ? null : 'nothing ran cold',
  },
  {
    name: 'run on one footing',
    pattern: new RegExp(
      String.raw`^Before choosing between (?<who>.+), run them on one kind of device, in one precision, under one load: so far nothing ranks them by ${METRIC}$`,
    ),
    judge: (said, context) => {
      const metrics = metricIds(said['metric']!, context);
      const wrong = listed(said['who']!.replace(/ and others$/, '')).find(
        (who) => !context.facts.some((own) => metrics.includes(own.metric) && areOf(own.labels, names(who, context))),
      );
      return wrong === undefined ? null : `${wrong} was not measured`;
    },
  },
  {
    name: 'ask for what it completes',
    pattern: new RegExp(
      String.raw`^Where latencies are to be measured, ask (?<who>.+) for what it completes \((?<completed>${VALUE})\): at (?<rate>request_rate=\S+) they are time in the queue$`,
    ),
    judge: (said, context) => {
      const [rate = ''] = names(said['rate'], context);
      const own = found(
        { metrics: ['request_throughput'], of: [...names(said['who'], context), rate], figure: value(said['completed']) },
        context,
      );
      return own.some((fact) => fact.value < 0.9 * Number(rate.slice('request_rate='.length))) ? null : 'it was not overloaded';
    },
  },
  {
    name: 'repeat the sweep',
    pattern: new RegExp(
      String.raw`^Repeat the sweep in random order with several runs of each setting, the first request after each load discarded: one run each cannot tell settings apart at a coefficient of variation of (?<cv>${VALUE}) \((?<who>[^)]*)\)$`,
    ),
    judge: noisyProblem,
  },
  {
    name: 'repeat each run',
    pattern: /^Repeat each run, the server started anew: only the spread between runs tells a later change from chance$/,
    judge: () => null,
  },
  {
    name: 'do not quote',
    pattern: /^Do not quote (?<path>\S+), or make it again from the rows that it summarises$/,
    judge: (said, context) =>
      context.facts.some(
        ({ sources, kind }) => kind === 'reported-statistic' && sources.some(({ path }) => path === names(said['path'], context).join(' ')),
      )
        ? null
        : 'it reports nothing',
  },
  {
    name: 'mend the file',
    pattern: /^Mend (?<path>\S+) or take it away: nothing of it is in this report$/,
    judge: (said, { report, ...context }) => {
      const path = names(said['path'], { report, ...context }).join(' ');
      return report.inputs.artifacts.some((own) => own.path === path && own.verdict === 'quarantined') &&
        !context.facts.some(({ sources }) => sources.some((source) => source.path === path))
        ? null
        : `${path} is in this report`;
    },
  },
];

import { METRIC } from './contests.ts';
import { type Context, type Groups, metricIds, names, type Shape, value } from './context.ts';
import { type ChangeRecord, type FactRecord, prints, printsBounds, VALUE } from './evidence.ts';
import { areOf, listed } from './names.ts';

function changeOf(fact: FactRecord, { report }: Context): ChangeRecord | undefined {
  return report.changes.find((own) => own.fact === fact.id);
}

/** "`a` at `depth=1` from V to V, -9 % (-10 to -8 %)". */
function movementProblem(said: Groups, context: Context): string | null {
  const { scene, facts, byId } = context;
  const who = names(said['who']?.replace(/(?:^| )at (?=\S+=)/, ' '), context);
  const way = scene.listing === 'fell' ? -1 : 1;
  const own = facts.find((fact) => {
    const [before, after] = [byId.get(fact.baseline ?? ''), byId.get(fact.candidate ?? '')];
    if (fact.kind !== 'change' || !before || !after || !scene.metrics.includes(fact.metric) || !areOf(fact.labels, who)) return false;
    if (!prints(before, value(said['from'])!) || !prints(after, value(said['to'])!) || !prints(fact, value(said['change'])!)) return false;
    if (said['low'] !== undefined && !printsBounds(fact, value(said['low'])!, value(`${said['high']} %`)!)) return false;
    return Math.abs(after.value / before.value - 1 - fact.value) < 1e-6;
  });
  if (!own) return `no series of ${who.join(' ')} went from ${said['from']} to ${said['to']}, ${said['change']}`;
  if (Math.sign(own.value) !== way) return `it did not go this way`;
  scene.facts = [...scene.facts, own];
  return null;
}

/** "`a` at `depth=1` -9 % (-10 to -8 %)": a change without its values. */
function shareProblem(said: Groups, context: Context): string | null {
  const { scene, facts } = context;
  const who = names(said['who']?.replace(/(?:^| )at (?=\S+=)/, ' '), context);
  const way = scene.listing === 'fell' ? -1 : 1;
  const own = facts.find(
    (fact) =>
      fact.kind === 'change' &&
      scene.metrics.includes(fact.metric) &&
      areOf(fact.labels, who) &&
      prints(fact, value(said['change'])!) &&
      (said['low'] === undefined || printsBounds(fact, value(said['low'])!, value(`${said['high']} %`)!)),
  );
  if (!own) return `no series of ${who.join(' ')} changed by ${said['change']}`;
  if (Math.sign(own.value) !== way) return 'it did not go this way';
  scene.facts = [...scene.facts, own];
  return null;
}

const SHARE = String.raw`(?:by |(?<who>.+?) )?(?<change>[-+]\S+ %)(?: \((?<low>\S+) to (?<high>\S+) %\))?(?: and others)?`;
const MOVEMENT = String.raw`(?:(?<who>.+?) )?from (?<from>${VALUE}) to (?<to>${VALUE}), (?<change>\S+ %)(?: \((?<low>\S+) to (?<high>\S+) %\))?`;

function headProblem(said: Groups, context: Context): string | null {
  const { scene, report } = context;
  scene.listing = said['verb']!;
  scene.metrics = metricIds(said['metric']!, context);
  const problem = said['from'] === undefined ? shareProblem(said, context) : movementProblem(said, context);
  if (problem !== null) return problem;
  if ((said['open'] !== undefined) !== (changeOf(scene.facts[0]!, context)?.verdict === 'inconclusive')) return 'it is decided, or is not';
  if (said['only'] === undefined) return null;
  const bound = names(said['bound'], context)[0];
  const where = names(said['where'], context);
  const first = changeOf(scene.facts[0]!, context)!;
  const key = bound?.slice(0, bound.indexOf('='));
  const limit = Number(bound?.slice(bound.indexOf('=') + 1));
  const isInside = ({ labels }: ChangeRecord) => {
    if (!areOf(labels, where)) return false;
    if (key === undefined) return true;
    return said['only']!.startsWith(' only from') ? Number(labels[key]) >= limit : Number(labels[key]) <= limit;
  };
  const way = said['verb'] === 'fell' ? -1 : 1;
  const kindred = report.changes.filter(
    (own) => own.metric === first.metric && own.verdict === first.verdict && own.verdict !== 'unchanged',
  );
  const outside = kindred.find(
    (own) => first.verdict !== 'inconclusive' && Math.sign(context.byId.get(own.fact)?.value ?? 0) === way && !isInside(own),
  );
  return !isInside(first) || outside ? `it is not ${said['only']!.trim()}` : null;
}

/** "12 of 40 failed in the last run, against 2 of 200 in those before it", of whom it is said. */
function failingProblem(said: Groups, context: Context): string | null {
  const { scene, report, byId } = context;
  const who = names(said['who'], context);
  const isSo = (id: string, count: string | undefined) => byId.get(id)?.value === Number(count);
  const own = report.history?.failures?.find(
    (record) =>
      areOf(record.labels, who) &&
      isSo(record.failed, said['failed']) &&
      isSo(record.requests, said['requests']) &&
      isSo(record.failedBefore, said['failedBefore']) &&
      isSo(record.requestsBefore, said['requestsBefore']) &&
      (said['fate'] === 'did not complete') === /did not complete/.test(byId.get(record.failed)!.statistic),
  );
  if (!own) return `no such counts of ${who.join(' ')} are held against each other`;
  scene.failing = own;
  const isOfOne = own.status === undefined || own.status === 'suspected';
  const share = Number(said['failed']) / Number(said['requests']);
  const before = Number(said['failedBefore']) / Number(said['requestsBefore']);
  if ((said['one'] !== undefined) !== isOfOne) return 'it is of another number of runs';
  return own.verdict === 'inconclusive' || share > before === (own.verdict === 'regressed') ? null : 'the share went the other way';
}

function statusProblem(status: string): (said: Groups, context: Context) => string | null {
  return (said, context) => {
    const run = names(said['run'], context).join(' ');
    const last = context.report.history?.runs.at(-1)?.name;
    const { failing } = context.scene;
    if (failing) return failing.status === status && failing.since === run ? null : `it is not ${status} since ${run}`;
    const wrong = context.scene.facts.find((fact) => {
      const own = changeOf(fact, context);
      const isSince = status === 'suspected' ? run === last : own?.since === run;
      const isSure = fact.interval === undefined || fact.interval.low > 0 || fact.interval.high < 0;
      return own?.status !== status || !isSince || (status !== 'recovered' && !isSure);
    });
    return context.scene.facts.length > 0 && wrong === undefined ? null : `it is not ${status} since ${run}`;
  };
}

function undecidedProblem(said: Groups, context: Context): string | null {
  const { failing } = context.scene;
  if (failing) return failing.status === undefined && failing.reason === said['why'] ? null : 'it is decided, or for another reason';
  const wrong = context.scene.facts.find((fact) => {
    const own = changeOf(fact, context);
    return own?.verdict !== 'inconclusive' || own.reason !== said['why'];
  });
  return context.scene.facts.length > 0 && wrong === undefined ? null : 'it is decided, or for another reason';
}

function neededProblem(said: Groups, context: Context): string | null {
  const [first] = context.scene.facts;
  return first && changeOf(first, context)?.runsNeeded === Number(said['count']) ? null : `not ${said['count']} runs are needed`;
}

function movedProblem(said: Groups, context: Context): string | null {
  const moved = context.scene.failing?.moved ?? (context.scene.facts[0] && changeOf(context.scene.facts[0], context)?.moved);
  const wrong = listed(said['moves']!).find((item) => {
    const [from, to] = item.split(' to ').map((text) => names(text, context).join(' '));
    return !moved?.some((own) => `${own.key}=${String(own.from)}` === from && `${own.key}=${String(own.to)}` === to);
  });
  return wrong === undefined ? null : `${wrong} did not move with it`;
}

function overviewProblem(said: Groups, { report: { history } }: Context): string | null {
  if (!history) return 'no runs are compared';
  const wrong = (['worse', 'better', 'unchanged', 'undecided'] as const).find((verdict) => history[verdict] !== Number(said[verdict]));
  if (wrong) return `not ${said[wrong]} are ${wrong}`;
  return history.runs.length - 1 === Number(said['runs']) && history.runs.at(-1)!.name === said['run']
    ? null
    : 'it is another run, or others before it';
}

function boundsProblem(said: Groups, context: Context): string | null {
  const { report, byId } = context;
  const metrics = metricIds(said['metric']!, context);
  const width = ({ interval }: FactRecord) => interval!.high - interval!.low;
  const unchanged = report.changes.flatMap(({ verdict, fact }) =>
    verdict === 'unchanged' && byId.get(fact)?.interval ? [byId.get(fact)!] : [],
  );
  const widest = Math.max(...unchanged.map(width));
  const isSo = unchanged.some(
    (own) =>
      width(own) >= widest &&
      metrics.includes(own.metric) &&
      areOf(own.labels, names(said['who'], context)) &&
      printsBounds(own, value(said['low'])!, value(`${said['high']} %`)!),
  );
  return isSo ? null : 'it is not the widest, or has other bounds';
}

/** "`a` prompt processing throughput, ... and others": how many are named, and that each is of a known metric. */
function seriesProblem(kind: 'gone' | 'added'): (said: Groups, context: Context) => string | null {
  return (said, context) => {
    const { history } = context.report;
    const items = listed(said['items']!.replace(/ and others$/, ''));
    if (!history || history[kind] < items.length) return `fewer are ${kind}`;
    const unknown = items.find(
      (item) =>
        ![...context.vocabulary.keys()].some((own) => item.toLowerCase().endsWith(own)) &&
        metricIds(item.split(' ').at(-1)!, context).length === 0,
    );
    return unknown === undefined ? null : `"${unknown}" names no metric`;
  };
}

/** A series that got worse, and both levels of something that moved there. */
function confirmProblem(said: Groups, context: Context): string | null {
  const metrics = metricIds(said['metric']!, context);
  const who = names(said['who'], context);
  const [from = '', to = ''] = [...names(said['from'], context), ...names(said['to'], context)];
  const isSo = context.report.changes.some(
    (own) =>
      own.verdict === 'regressed' &&
      metrics.includes(own.metric) &&
      areOf(own.labels, who) &&
      own.moved?.some(({ key, from: before, to: after }) => `${key}=${String(before)}` === from && `${key}=${String(after)}` === to),
  );
  return isSo ? null : `${who.join(' ')} did not get worse with ${from} to ${to}`;
}

/** "from 3.9 % on in generation throughput and from 7.0 % on in time to first token". */
function limitsProblem(said: Groups, context: Context): string | null {
  const limits = context.report.history?.calibration?.limits ?? [];
  const wrong = said['limits']!.split(' and from ').find((item) => {
    const [size = '', metric = ''] = item.replace(/^from /, '').split(' % on in ');
    const ids = metricIds(metric, context);
    return !limits.some((own) => ids.includes(own.metric) && own.limit === Number(size));
  });
  return wrong === undefined ? null : `not ${wrong}`;
}

export const CHANGE_SHAPES: readonly Shape[] = [
  {
    name: 'reordered',
    pattern: /^Put into another order (?<rounds>\d+) times, the runs of this history were called changed (?<alarmed>\d+) times?$/,
    judge: (said, { report: { history } }) =>
      history?.calibration?.rounds === Number(said['rounds']) && history.calibration.alarmed === Number(said['alarmed'])
        ? null
        : 'they were reordered, or called changed, another number of times',
  },
  {
    name: 'detection limits',
    pattern: /^the rules would see a change of one series at once (?<limits>from .+)$/,
    judge: limitsProblem,
  },
  {
    name: 'failures changed',
    pattern:
      /^Of (?:all requests|the requests of (?<who>.+)), (?<failed>\d+) of (?<requests>\d+) (?<fate>failed|did not complete) in the last (?:(?<one>run)|runs), against (?<failedBefore>\d+) of (?<requestsBefore>\d+) in those before (?:it|them)$/,
    judge: failingProblem,
  },
  {
    name: 'measure both sides again',
    pattern: new RegExp(
      String.raw`^Measure ${METRIC} of (?<who>.+) again with (?<from>\S+) and with (?<to>\S+) on one day: what moved with the change is not shown to be its cause$`,
    ),
    judge: confirmProblem,
  },
  {
    name: 'change',
    pattern: new RegExp(
      String.raw`^(?<open>Not decided: )?(?:every series of (?<metricOfAll>[^;:()]+?) moved with the others, so that the machine is the suspect: it|(?<metric>[^;:()]+?)) (?<verb>fell|rose)(?<only> only(?: from (?<bound>\S+) on| up to (?<boundUp>\S+))?(?: with (?<where>.+?))?)?: ${MOVEMENT}$`,
      'i',
    ),
    judge: (said, context) =>
      headProblem({ ...said, metric: said['metric'] ?? said['metricOfAll'], bound: said['bound'] ?? said['boundUp'] }, context),
  },
  {
    name: 'change by its share',
    pattern: new RegExp(
      String.raw`^(?<open>Not decided: )?(?:every series of (?<metricOfAll>[^;:()]+?) moved with the others: it|(?<metric>[^;:()]+?)) (?<verb>fell|rose)(?<only> only(?: from (?<bound>\S+) on| up to (?<boundUp>\S+))?(?: with (?<where>.+?))?)?(?:: | (?=by ))${SHARE}$`,
      'i',
    ),
    judge: (said, context) =>
      headProblem({ ...said, metric: said['metric'] ?? said['metricOfAll'], bound: said['bound'] ?? said['boundUp'] }, context),
  },
  { name: 'change of a further series', pattern: new RegExp(`^${MOVEMENT}$`), judge: movementProblem },
  { name: 'and others', pattern: /^and others$/, judge: () => null },
  { name: 'confirmed', pattern: /^confirmed, since (?<run>\S+)$/, judge: statusProblem('confirmed') },
  { name: 'recovered', pattern: /^recovered, since (?<run>\S+)$/, judge: statusProblem('recovered') },
  {
    name: 'suspected',
    pattern: /^suspected, since it was seen in (?<run>\S+) alone: another run confirms or withdraws it$/,
    judge: statusProblem('suspected'),
  },
  { name: 'undecided', pattern: /^undecided: (?<why>.+)$/, judge: undecidedProblem },
  { name: 'runs needed', pattern: /^runs needed for a verdict: (?<count>\d+)$/, judge: neededProblem },
  { name: 'moved with it', pattern: /^With it moved (?<moves>.+)$/, judge: movedProblem },
  {
    name: 'runs compared',
    pattern:
      /^Run (?<run>\S+) against (?<runs>\d+) runs? before it: (?<worse>\d+) worse, (?<better>\d+) better, (?<unchanged>\d+) unchanged, (?<undecided>\d+) undecided$/,
    judge: (said, context) => overviewProblem({ ...said, run: names(said['run'], context).join(' ') }, context),
  },
  {
    name: 'unchanged within bounds',
    pattern: /^of what is known least well, (?<metric>[a-z0-9 -]+?) (?<who>\S+(?: \S+)*), (?<low>\S+) to (?<high>\S+) %$/,
    judge: (said, context) => bestSplit(said, context),
  },
  {
    name: 'unchanged',
    pattern: /^What is unchanged is so within bounds$/,
    judge: (_, { report }) => ((report.history?.unchanged ?? 0) > 0 ? null : 'nothing is unchanged'),
  },
  { name: 'gone', pattern: /^Gone since the run before: (?<items>.+)$/, judge: seriesProblem('gone') },
  { name: 'new', pattern: /^New: (?<items>.+)$/, judge: seriesProblem('added') },
  {
    name: 'not compared',
    pattern: /^Not compared: (?<item>.+), which differs from a series that is gone in (?<key>\S+) alone$/,
    judge: (_, { report }) => (report.history && report.history.gone > 0 && report.history.added > 0 ? null : 'nothing is gone or new'),
  },
];

/** The name of a metric and the names of a series follow each other: the first split that holds. */
function bestSplit(said: Groups, context: Context): string | null {
  const words = `${said['metric']} ${said['who']}`.split(' ');
  const problems = words
    .slice(1)
    .map((_, index) =>
      boundsProblem({ ...said, metric: words.slice(0, index + 1).join(' '), who: words.slice(index + 1).join(' ') }, context),
    );
  return problems.includes(null) ? null : (problems[0] ?? 'no series is named');
}

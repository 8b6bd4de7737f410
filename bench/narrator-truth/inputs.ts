import { type Context, found, type Groups, isStatistic, metricIds, names, type Shape, value } from './context.ts';
import { VALUE } from './evidence.ts';
import { isOf, listed } from './names.ts';

function pathOf(text: string | undefined, context: Context): string {
  return names(text, context).join(' ');
}

function copyProblem(said: Groups, context: Context): string | null {
  const { artifacts } = context.report.inputs;
  for (const item of listed(said['pairs']!.replace(/ and others$/, ''))) {
    const [copy, kept] = item.split(' repeats ').map((text) => pathOf(text, context)) as [string, string];
    const [own, original] = [copy, kept].map((path) => artifacts.find((artifact) => artifact.path === path));
    if (!own || !original) return `no files ${copy} and ${kept}`;
    const isWhole =
      own.duplicateOf === kept ||
      context.facts.some(({ labels, metric }) => metric === 'repeated_row_count' && labels['copy'] === copy && labels['original'] === kept);
    if (!isWhole) return `${copy} does not repeat ${kept}`;
    if ((own.sha256 === original.sha256) !== (said['alike'] === 'same bytes')) return `${said['alike']}: they are not`;
    const inside = (path: string, directory: string | undefined) =>
      directory === undefined || (directory === '.' ? !path.includes('/') : path.startsWith(`${directory}/`));
    if (!inside(copy, said['copies']) || !inside(kept, said['originals'])) return `${copy} and ${kept} lie elsewhere`;
  }
  return null;
}

function contradictionProblem(said: Groups, context: Context): string | null {
  const path = pathOf(said['path'], context);
  const [stated, given] = [value(said['stated']), value(said['given'])];
  const metrics = [...new Set(context.facts.map(({ metric }) => metric))];
  const own = found({ metrics, of: [], figure: stated, statistic: said['statistic']! }, context).filter(({ sources }) =>
    sources.some((source) => source.path === path),
  );
  const rows = found({ metrics, of: [], figure: given, statistic: said['statistic']! }, context);
  const isSo = own.some((fact) =>
    rows.some(
      (other) =>
        other.metric === fact.metric &&
        other.id !== fact.id &&
        other.value !== fact.value &&
        !other.sources.some((source) => source.path === path),
    ),
  );
  return isSo ? null : `${path} does not state ${said['stated']} where rows give ${said['given']}`;
}

function isText(place: string, { report }: Context): boolean {
  const path = place.replace(/:\d+$/, '');
  return report.inputs.artifacts.some((artifact) => artifact.path === path && /\.(?:md|markdown)$/i.test(path));
}

/** What the data are said to have instead of what a text states: each figure is one of them, of whom it is said to be. */
function noteProblem(said: Groups, context: Context): string | null {
  const place = pathOf(said['place'], context);
  if (!isText(place, context)) return `${place} is no text of the inputs`;
  const metrics = [...new Set(context.facts.map(({ metric }) => metric))];
  for (const [figure, whose] of [
    ['first', 'firstOf'],
    ['second', 'secondOf'],
  ] as const) {
    if (said[figure] === undefined) continue;
    const own = found({ metrics, of: names(said[whose], context), figure: value(said[figure]) }, context);
    if (own.length === 0) return `nothing of ${said[whose]} prints as ${said[figure]}`;
  }
  return null;
}

function agreementProblem(said: Groups, context: Context): string | null {
  const wrong = listed(said['files']!.replace(/ and others$/, '')).find((item) => {
    const groups = /^(?<path>.+) \((?<count>\d+) values\)$/.exec(item)?.groups;
    return !context.facts.some(
      (own) =>
        own.statistic === 'summary values that the rows give' &&
        own.value === Number(groups?.['count']) &&
        Object.values(own.labels).includes(pathOf(groups?.['path'], context)),
    );
  });
  return wrong === undefined ? null : `${wrong} does not agree so`;
}

function silentProblem(said: Groups, context: Context): string | null {
  const path = pathOf(said['path'], context);
  const own = context.facts.find(
    (fact) =>
      fact.statistic === 'failed rows missing in the summary' &&
      JSON.stringify([fact.labels, fact.sources]).includes(path) &&
      fact.value === Number(said['count']),
  );
  return own ? null : `${path} does not leave out ${said['count']}`;
}

function filesProblem(items: readonly string[], verdicts: readonly string[], context: Context): string | null {
  const wrong = items.find((item) => {
    const path = pathOf(/^(?<path>\S+)/.exec(item)?.[1], context);
    return !context.report.inputs.artifacts.some((own) => own.path === path && verdicts.includes(own.verdict));
  });
  return wrong === undefined ? null : `${wrong} was used`;
}

function definitionsProblem(said: Groups, context: Context): string | null {
  const metrics = metricIds(said['metric']!, context);
  const own = context.facts.filter((fact) => isStatistic(fact) && metrics.includes(fact.metric));
  const ways = new Set(own.map(({ definition }) => definition ?? null));
  if (ways.size < 2) return `${said['metric']} is defined in one way`;
  const byId = context.byId;
  const crossed = context.facts.find(
    ({ kind, baseline, candidate, metric }) =>
      kind === 'comparison' &&
      metrics.includes(metric) &&
      (byId.get(baseline ?? '')?.definition ?? null) !== (byId.get(candidate ?? '')?.definition ?? null),
  );
  return crossed ? `${crossed.id} compares across definitions` : null;
}

/** What a run once means: no second run of it is here, and intervals are there or not as is said. */
function onceProblem(said: Groups, { facts, scene }: Context): string | null {
  const own = facts.filter((fact) => isStatistic(fact) && isOf(fact, scene.who));
  const runs = new Set(own.map(({ labels }) => labels['run']).filter((run) => run !== undefined));
  if (scene.who.length > 0 && runs.size > 1) return 'several runs are here';
  const hasInterval = own.some(({ interval, subset }) => interval !== undefined && subset !== 'cold');
  if (said['within'] !== undefined) return hasInterval ? null : 'no interval is known';
  return hasInterval && said['isAll'] === undefined && scene.who.length > 0 && own.every(({ interval }) => interval !== undefined)
    ? 'an interval is known'
    : null;
}

const WHY =
  '(?:(?<within>the intervals hold the scatter within that run, and how far the next run would lie from it is not known)|how far a further run would lie from it is not known)';

export const INPUT_SHAPES: readonly Shape[] = [
  {
    name: 'copies',
    pattern:
      /^(?:Files in (?<copies>\S+) repeat files in (?<originals>\S+): )?(?<pairs>\S.* repeats .+) \((?<alike>same bytes|same values)\)$/,
    judge: copyProblem,
  },
  { name: 'counted once', pattern: /^the observations are counted once$/, judge: () => null },
  {
    name: 'contradiction',
    pattern: new RegExp(
      String.raw`^(?<path>\S+) contradicts the rows it summarises: it states (?<stated>${VALUE}) as (?<statistic>\S+) where the rows give (?<given>${VALUE})$`,
    ),
    judge: contradictionProblem,
  },
  {
    name: 'note',
    pattern: new RegExp(
      String.raw`^(?<place>\S+) says \S+, where the data have (?<first>${VALUE})(?: \((?<firstOf>[^()]+)\))?(?: and (?<second>${VALUE})(?: \((?<secondOf>[^()]+)\))?)?$`,
    ),
    judge: noteProblem,
  },
  {
    name: 'unverified text',
    pattern: /^(?<place>\S+) states figures, and there is no measurement here that they could be held against$/,
    judge: (said, context) =>
      !isText(pathOf(said['place'], context), context)
        ? 'there is no such text'
        : context.facts.some((own) => own.kind === 'statistic')
          ? 'something was measured'
          : null,
  },
  { name: 'silent failures', pattern: /^(?<path>\S+) leaves out (?<count>\d+) failed rows? without a word$/, judge: silentProblem },
  { name: 'agreement', pattern: /^(?<files>.+ values\).*) says? what the rows beside say$/, judge: agreementProblem },
  { name: 'no further sample', pattern: /^nothing of it is counted as a further sample$/, judge: () => null },
  {
    name: 'nothing read',
    pattern: /^No measurement was read here, from (?<files>.+)$/,
    judge: (said, context) =>
      context.facts.some(isStatistic)
        ? 'something was measured'
        : filesProblem(listed(said['files']!.replace(/ and others$/, '')), ['accepted', 'partial', 'unknown', 'empty'], context),
  },
  {
    name: 'unread',
    pattern: /^(?<path>\S+) was not used: (?<reason>.+)$/,
    judge: (said, context) => filesProblem([said['path']!], ['quarantined'], context),
  },
  {
    name: 'definitions',
    pattern: /^(?<metric>[^;:()]+?) means different things in these files and is not compared across them: (?<ways>.+)$/,
    judge: definitionsProblem,
  },
  { name: 'run once', pattern: new RegExp(`^this was run once: ${WHY}$`), judge: onceProblem },
  { name: 'run once', pattern: new RegExp(`^each was run once: ${WHY}$`), judge: onceProblem },
  { name: 'run once', pattern: new RegExp(`^Each of these was run once: ${WHY}$`), judge: onceProblem },
  {
    name: 'a text states it',
    pattern: /^a text states it, nothing here measured it$/,
    judge: (_, { facts, scene }) =>
      facts.some((own) => own.kind === 'reported-statistic' && isOf(own, scene.who)) &&
      !facts.some((own) => own.kind === 'statistic' && isOf(own, scene.who))
        ? null
        : 'it was measured',
  },
];

import { METRIC } from './contests.ts';
import { type Context, found, type Groups, metricIds, names, type Shape, value } from './context.ts';
import { VALUE } from './evidence.ts';
import { alike } from './measures.ts';
import { listed } from './names.ts';

function settingsProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  scene.who = names(said['who']!.replace(/ at (?=\S+=)/, ' '), context);
  scene.metrics = metricIds(said['metric']!, context);
  const best = found(
    { metrics: scene.metrics, of: [...scene.who, ...names(said['best'], context)], figure: value(said['bestValue']) },
    context,
  );
  const worst = found(
    { metrics: scene.metrics, of: [...scene.who, ...names(said['worst'], context)], figure: value(said['worstValue']) },
    context,
  );
  const isSo = best.some((own) => {
    const field = alike(own, scene.who, context);
    const way = own.direction === 'higher-is-better' ? 1 : -1;
    const last = worst.find((other) => field.includes(other));
    scene.facts = field;
    return last !== undefined && field.every((other) => way * (own.value - other.value) >= 0 && way * (other.value - last.value) >= 0);
  });
  return isSo ? null : `${said['best']} is not the best or ${said['worst']} not the worst`;
}

function onceProblem(close: boolean): (said: Groups, context: Context) => string | null {
  return (_, { scene: { facts } }) => {
    if (!facts.every(({ sampleCount }) => sampleCount === 1)) return 'one of them ran several times';
    const values = facts.map(({ value: own }) => own);
    return close === Math.max(...values) / Math.min(...values) < 1.05 ? null : 'how close they lie together is said wrong';
  };
}

function bestAtProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  scene.who = names(said['who'], context);
  scene.metrics = metricIds(said['metric']!, context);
  for (const item of listed(said['items']!.replace(/, among others$/, ''))) {
    const groups = /^(?<best>.+?) at (?<at>.+?) \((?<times>\d+\.\d+) times the worst\)$/.exec(item)?.groups;
    if (!groups) return `no setting is read in "${item}"`;
    const at = [...scene.who, ...names(groups['at'], context)];
    const isSo = found({ metrics: scene.metrics, of: [...at, ...names(groups['best'], context)] }, context).some((own) => {
      const values = alike(own, at, context).map((other) => other.value);
      const [least, most] = [Math.min(...values), Math.max(...values)];
      const isBest = own.value === (own.direction === 'higher-is-better' ? most : least);
      return isBest && Math.abs(most / least - Number(groups['times'])) <= 0.0051;
    });
    if (!isSo) return `${groups['best']} is not the best at ${groups['at']}`;
  }
  return null;
}

export const SETTING_SHAPES: readonly Shape[] = [
  {
    name: 'best settings',
    pattern: new RegExp(
      String.raw`^Of the settings tried for (?<who>.+?), (?<best>.+?) reached the best ${METRIC}, (?<bestValue>${VALUE}), and (?<worst>.+?) the worst, (?<worstValue>${VALUE})$`,
    ),
    judge: settingsProblem,
  },
  {
    name: 'best settings of several loads',
    pattern: new RegExp(String.raw`^Of the settings tried for (?<who>.+?), these reached the best ${METRIC}: (?<items>.+)$`),
    judge: bestAtProblem,
  },
  {
    name: 'settings close together',
    pattern: /^each ran once and they lie close together: this order is noise$/,
    judge: onceProblem(true),
  },
  { name: 'settings once', pattern: /^each ran once: repeat the best before trusting its place$/, judge: onceProblem(false) },
];

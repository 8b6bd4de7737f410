import type { MeasuredValue } from '../../contracts/history.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isObservation, labelRole } from '../../metrics/labels.ts';
import { remembered } from '../../metrics/remembered.ts';
import { compareKeys } from '../../sequences/text-order.ts';

type Labels = ReadonlyMap<string, LabelValue>;

/** Versions of what was measured with: a new one is a suspect, and no other series. */
const VERSIONS: ReadonlySet<string> = new Set(['engine_version', 'driver_version', 'cuda_version']);
/** Labels of no registry entry that change from run to run by their nature. */
const PASSING =
  /(?:^|_)(?:commit|build(?:_(?:number|id))?|revision|sha|version|driver|date|time|timestamp|started(?:_at)?|seed|port|path|dir|directory|file|filename|url|run|job(?:_id)?|pid|uuid)$/;

/** May the label differ between runs that are compared: version, date, seed, port, path, run? */
export function isPassing(key: string): boolean {
  if (VERSIONS.has(key) || isObservation(key)) return true;
  // Where in a file it stands tells it from its neighbours, in every run.
  if (key === 'section' || key === 'place' || key === 'summary') return false;
  return labelRole(key) === 'run' || PASSING.test(key);
}

/** Formats of one tool are one tool: `llama-bench-json` and `llama-bench-csv`. */
export function toolOf(adapter: string): string {
  return adapter.replace(/-(?:json|jsonl|csv|text|markdown|sql|stdout|log|console)$/, '');
}

function majorOf(version: string | null): string {
  return /\d+/.exec(version ?? '')?.[0] ?? '';
}

/** Tool and major version that artifacts must share to be compared. */
export function toolText(adapter: string, version: string | null): string {
  return `${toolOf(adapter)} ${majorOf(version)}`.trim();
}

/** Name of a file without time stamps and numbers of runs: what it is called every night. */
function stemOf(path: string): string {
  const name = path.split('/').at(-1) ?? '';
  return name.replaceAll(/\d{4,}(?:[-_T:]?\d{2})*Z?|(?:run|rep|trial|iter)[=_-]?\d+/gi, '#');
}

/** Labels that must be equal before two runs are compared. */
export const comparableLabels = remembered((labels: Labels): Labels => {
  return new Map([...labels].filter(([key]) => !isPassing(key)).sort(compareKeys));
});

/** Labels that may differ from run to run. */
export const passingLabels = remembered((labels: Labels): Labels => {
  return new Map([...labels].filter(([key]) => isPassing(key) && !isObservation(key) && labelRole(key) !== 'run'));
});

/** Text of the comparable labels: series share their label maps. */
const labelText = remembered((labels: Labels) => JSON.stringify([...labels]));

/**
 * What two runs must agree in to be compared: metric, definition, statistic, tool and its major version, and every label but those that
 * pass. Where a file had to be named to tell two series of one run apart, its name belongs to the key.
 */
export function comparableKey({ metric, definition, statistic, unit, labels, table: { artifact, table }, row }: MeasuredValue): string {
  const file = labels.has('source') || labels.has('artifact') ? stemOf(artifact.path) : '';
  // A kept summary says which tool had measured it.
  const kept = artifact.parsed.configuration.get(`${table.places[row]}/tool`);
  const tool = typeof kept === 'string' ? kept : toolText(artifact.adapter, artifact.parsed.version);
  return `${metric} ${definition ?? ''} ${statistic} ${unit} ${tool} ${file} ${labelText(comparableLabels(labels))}`;
}

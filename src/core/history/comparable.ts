import type { MeasuredValue } from '../../contracts/history.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isObservation, labelRole } from '../../metrics/labels.ts';
import { remembered } from '../../metrics/remembered.ts';
import { rememberedText } from '../../metrics/remembered-text.ts';
import { sortedLabels } from '../labels-text.ts';
import { isKept, keptFile, keptFingerprint } from './kept-values.ts';

type Labels = ReadonlyMap<string, LabelValue>;

/** Versions of what was measured with: a new one is a suspect, and no other series. */
const VERSIONS: ReadonlySet<string> = new Set(['engine_version', 'driver_version', 'cuda_version']);
/** Labels of no registry entry that change from run to run by their nature. */
const PASSING =
  /(?:^|_)(?:commit|build(?:_(?:number|id))?|revision|sha|version|driver|date|time|timestamp|started(?:_at)?|seed|port|path|dir|directory|file|filename|url|run|job(?:_id)?|pid|uuid)$/;

/** May the label differ between runs that are compared: version, date, seed, port, path, run? */
export const isPassing = rememberedText((key) => {
  if (VERSIONS.has(key) || isObservation(key)) return true;
  // Where in a file it stands tells it from its neighbours, in every run.
  if (key === 'section' || key === 'place' || key === 'summary') return false;
  return labelRole(key) === 'run' || PASSING.test(key);
});

/** Formats of one tool are one tool: `llama-bench-json` and `llama-bench-csv`. */
export function toolOf(adapter: string): string {
  return adapter.replace(/-(?:json|jsonl|csv|text|markdown|sql|stdout|log|console)$/, '');
}

function majorOf(version: string | null): string {
  return /\d+/.exec(version ?? '')?.[0] ?? '';
}

/** Tool and major version that artifacts must share to be compared. */
function toolText(adapter: string, version: string | null): string {
  return `${toolOf(adapter)} ${majorOf(version)}`.trim();
}

/** Name of a file without time stamps and numbers of runs: what it is called every night. */
export function stemOf(path: string): string {
  const name = path.split('/').at(-1) ?? '';
  return name.replaceAll(/\d{4,}(?:[-_T:]?\d{2})*Z?|(?:run|rep|trial|iter)[=_-]?\d+/gi, '#');
}

/** Labels that must be equal before two runs are compared. */
export const comparableLabels = remembered((labels: Labels): Labels => {
  return new Map(sortedLabels(labels).filter(([key]) => !isPassing(key)));
});

/** Labels that may differ from run to run. */
export const passingLabels = remembered((labels: Labels): Labels => {
  return new Map([...labels].filter(([key]) => isPassing(key) && !isObservation(key) && labelRole(key) !== 'run'));
});

/** What documents say of the work and of the machine beside the labels, by the last part of its name. */
const STATED: readonly (readonly [key: string, name: RegExp])[] = [
  ['dataset', /(?:^|\/)(?:public_dataset|dataset(?:_(?:name|path))?|data\/0)$/i],
  ['tokenizer', /(?:^|\/)tokenizer(?:_(?:id|path))?$/i],
  ['device', /(?:^|\/)(?:gpu_info|gpu_name|device_name|accelerator)$/i],
];

const STATED_KEYS = STATED.map(([key]) => key);

/** Where files lie differs from machine to machine. */
function baseName(value: LabelValue): string {
  return String(value).replace(/\/+$/, '').split('/').at(-1)!;
}

const statedOf = remembered(({ configuration }: MeasuredValue['table']['artifact']['parsed']) => {
  const entries = [...configuration];
  return STATED.flatMap(([key, pattern]): [string, string][] => {
    const found = entries.find(([own]) => pattern.test(own));
    return found === undefined ? [] : [[key, baseName(found[1])]];
  });
});

/**
 * What must be equal beside the labels: tool and its major version, data set, tokenizer and device where documents state them. What a label says is
 * not said twice.
 */
export function fingerprintOf(value: Pick<MeasuredValue, 'labels' | 'table' | 'row'>): ReadonlyMap<string, LabelValue> {
  const {
    labels,
    table: { artifact },
  } = value;
  if (isKept(value)) return keptFingerprint(value, STATED_KEYS);
  const stated = statedOf(artifact.parsed).filter(([key]) => !labels.has(key));
  return new Map([['tool', toolText(artifact.adapter, artifact.parsed.version)], ...stated]);
}

/** Name of the file where it had to be named to tell two series of one run apart, as it is called in every run; '' where it had not. */
export function fileOf(value: Pick<MeasuredValue, 'labels' | 'table' | 'row'>): string {
  if (isKept(value)) return keptFile(value);
  const { labels, table } = value;
  return labels.has('source') || labels.has('artifact') ? stemOf(table.artifact.path) : '';
}

/** Text of the comparable labels: series share their label maps. */
const labelText = remembered((labels: Labels) => JSON.stringify([...labels]));

/**
 * What two runs must agree in to be compared: metric, definition, statistic, fingerprint, and every label but those that pass. Where a file had to be named to tell two series of one run apart, its name belongs to the key.
 */
export function comparableKey(value: MeasuredValue): string {
  const { metric, definition, statistic, unit, labels } = value;
  const fingerprint = [...fingerprintOf(value).values()].join(' ');
  return `${metric} ${definition ?? ''} ${statistic} ${unit} ${fingerprint} ${fileOf(value)} ${labelText(comparableLabels(labels))}`;
}

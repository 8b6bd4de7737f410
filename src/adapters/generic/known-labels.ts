import type { LabelValue } from '../../contracts/observation.ts';
import { isNumberText, isSecretKey, labelKey, slug } from '../../metrics/labels.ts';
import { rememberedText } from '../../metrics/remembered-text.ts';
import { timeOf } from '../../metrics/times.ts';
import { isMissing, type RawColumn, type Scalar } from './table.ts';

const TIME_NAMES =
  /(?:^|_)(?:timestamp|datetime|date|ts)$|^(?:time|start_time|started|created|generated_at|created_at|started_at|run_at|recorded_at)$/;

/** Is this the name of a time at which something happened, if the values bear it out? */
export const isTimeName = rememberedText((name) => TIME_NAMES.test(slug(name)));

/** Does this name hold a time stamp, and the value look like one? */
export function isTimeField(name: string, value: Scalar | undefined): boolean {
  return isTimeName(name) && timeOf(value) !== null;
}

/** Label that a field states by its own name, or by the name of the object around it: `{"model": {"name": "conv"}}`. */
export function knownLabel(
  { name, within }: Pick<RawColumn, 'name' | 'within'>,
  value: Scalar | undefined,
): { key: string; value: LabelValue } | null {
  if (value === undefined || value === null || isMissing(value) || isSecretKey(name)) return null;
  const key = knownLabelKey(name, within, value);
  return key === null ? null : { key, value: writtenLabel(value) };
}

/** Key of the label that a name means, null where it means none that we know; `value` decides between two meanings of one name. */
export function knownLabelKey(name: string, [outer = '']: readonly string[], value: string | number | boolean): string | null {
  const spelling = slug(name);
  if (spelling === 'name' || spelling === 'id') {
    const around = labelKey(singular(outer), value);
    if (around !== null || spelling === 'id') return around;
    return outer === '' ? 'benchmark' : 'test';
  }
  if (spelling === 'step' && isNumberText(String(value))) return 'request';
  if (spelling === 'version') return null; // of the document as often as of the engine
  if (spelling === 'tag') return /^(?:i?q\d|fp\d|f16|bf16|int\d|awq|gptq|nf4|mxfp|nvfp)/i.test(String(value)) ? 'quantization' : 'tag';
  if (spelling === 'source') return 'variant'; // the label `source` says which of two files; a column of that name names who is compared
  return labelKey(name, value);
}

/** Texts that say together on what a record ran: its execution providers, or the precisions that were allowed. */
export function isListOfFootings(name: string, list: readonly unknown[]): list is readonly string[] {
  return ['provider', 'dtype'].includes(labelKey(name) ?? '') && list.length > 0 && list.every((element) => typeof element === 'string');
}

/** A label's value as the cell says it, without the blanks around it. */
export function writtenLabel(value: string | number | boolean): LabelValue {
  return typeof value === 'string' ? value.trim() : value;
}

/** "backends" is backend, "batch sizes" is batch size. */
export function singular(name: string): string {
  return /(?:[^s]s|sses|xes)$/i.test(name) ? name.replace(/(?<=x|ss)es$|s$/i, '') : name;
}

import type { LabelValue } from '../../contracts/observation.ts';
import { isSwept, labelRank, labelRole } from '../../metrics/labels.ts';
import { singleLine, UNPRINTABLE } from '../../metrics/quotation.ts';
import { knownMetric, metricOf } from '../../metrics/registry.ts';
import { compareTexts } from '../../sequences/text-order.ts';
import type { Inline, NumberOrigin, Section } from './document.ts';

/** Words of our own; blanks at the ends are kept, because they join the pieces of a sentence. */
export function text(words: string): Inline {
  return {
    kind: 'text',
    text: words.replaceAll(UNPRINTABLE, '\ufffd').replaceAll(/[\p{Cc}\s]+/gu, ' '),
  };
}

/** Words of the registry, in which digits are part of a name. */
export function term(words: string): Inline {
  return { kind: 'term', text: singleLine(words) };
}

/** A metric by its name in the registry, or, as a quotation, by what its source calls it. */
export function metricName(id: string, unit?: string): Inline {
  const { name } = metricOf(id, unit);
  return knownMetric(id) ? term(name) : code(name);
}

/** A number that no fact states. */
export function number(value: number | string, from: NumberOrigin): Inline {
  return { kind: 'number', text: String(value), from };
}

/** A point in time: 2026-11-22 20:00 UTC. */
export function time(iso: string): Inline[] {
  return [number(`${iso.slice(0, 10)} ${iso.slice(11, 16)}`, 'date'), text(' UTC')];
}

export function strong(words: string): Inline {
  return { kind: 'strong', text: singleLine(words) };
}

/** A name, path, label or quotation. An empty one says that it is empty, because an empty code span cannot be written. */
export function code(name: string): Inline {
  const line = singleLine(name);
  return line === '' ? text('(empty)') : { kind: 'code', text: line };
}

/** A blank cell of a label: a value of its own, and none that anybody wrote. */
const NOT_STATED = text('not stated');

/** A label's value on its own: strings as code, numbers and booleans plain. */
export function labelValueContent(value: LabelValue): Inline {
  if (typeof value === 'number') return number(value, 'label');
  if (typeof value === 'boolean') return text(String(value));
  return value.trim() === '' ? NOT_STATED : code(value);
}

/** `model=gemma3:270m`, `num_ctx=1024`: each pair as code, in the order of table columns. No labels give []. */
export function labelPairs(labels: Readonly<Record<string, LabelValue>>): Inline[] {
  return joined(
    sortedKeys(labels).map((key) =>
      String(labels[key]).trim() === '' ? [code(key), text(' '), NOT_STATED] : [code(`${key}=${String(labels[key])}`)],
    ),
    ', ',
  );
}

const LEADING_COUNT_MAX = 5;

/** The labels that say what was measured where: who, doing what, how hard; what was set stands in the tables. */
export function leadingLabels(labels: Readonly<Record<string, LabelValue>>): Record<string, LabelValue> {
  const keys = sortedKeys(labels).filter(
    (key) => !['setting', 'observation'].includes(labelRole(key)) && !(isSwept(key) && labelRole(key) === 'workload'),
  );
  return Object.fromEntries(keys.slice(0, LEADING_COUNT_MAX).map((key) => [key, labels[key]!]));
}

/** Label keys in the order of table columns: known ones by rank, others by name. */
export function sortedKeys(labels: Readonly<Record<string, LabelValue>>): string[] {
  return Object.keys(labels).sort((a, b) => labelRank(a) - labelRank(b) || compareTexts(a, b));
}

/** The groups in order, with `separator` between them. */
export function joined(groups: readonly (readonly Inline[])[], separator: string): Inline[] {
  return groups.flatMap((group, index) => (index === 0 ? [...group] : [text(separator), ...group]));
}

/** A section; `id` is its anchor. One without a title has no heading. */
export function section(
  id: string,
  title: string | readonly Inline[],
  blocks: Section['blocks'],
  sections: readonly Section[] = [],
): Section {
  return { id, title: typeof title !== 'string' ? title : title === '' ? [] : [text(title)], blocks, sections };
}

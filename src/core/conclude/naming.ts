import type { Measurement } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isNumberText, labelRank } from '../../metrics/labels.ts';
import { compareTexts } from '../../sequences/text-order.ts';
import { labelsOfRecord, labelsText, sortedLabels } from '../labels-text.ts';
import { name, type Word } from '../prose.ts';

type Labels = ReadonlyMap<string, LabelValue>;

/** Labels that a reader knows by value alone; all others are written key=value. */
const SPEAK_FOR_THEMSELVES: ReadonlySet<string> = new Set([
  'model',
  'benchmark',
  'backend',
  'quantization',
  'device',
  'operation',
  'test',
  'run',
  'source',
  'dtype',
  'section',
]);
/** Of these a subject is called by name; the type of its numbers only where that tells it from another. */
const NAMING: readonly string[] = [...SPEAK_FOR_THEMSELVES].filter((key) => key !== 'dtype');

/** How a report calls what it speaks of. */
export interface Naming {
  /**
   * What labels are of, as words: those that speak for themselves by value, others as key=value where nothing less tells two subjects of
   * the report apart; all labels where there is none of these. A value that stands under several keys, or reads as a number, has its key.
   * No labels give [].
   */
  subject(labels: Labels): Word[];
  /** "in `param_tuning`, " for what a group shares; [] where it shares nothing that names it. */
  place(shared: Labels): Word[];
  /** Every label as words, in column order: for a setting, or where nothing may be left out. */
  all(labels: Iterable<readonly [string, LabelValue]>): Word[];
}

function inOrder(labels: Iterable<readonly [string, LabelValue]>): (readonly [string, LabelValue])[] {
  return [...labels].sort(([a], [b]) => labelRank(a) - labelRank(b) || compareTexts(a, b));
}

function ambiguousValues(all: readonly Labels[]): Set<string> {
  const keyOf = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const labels of all) {
    for (const [key, value] of labels) {
      const text = String(value);
      const known = keyOf.get(text);
      if (known === undefined) keyOf.set(text, key);
      else if (known !== key) ambiguous.add(text);
    }
  }
  return ambiguous;
}

function projection(labels: Labels, keys: ReadonlySet<string>): string {
  return JSON.stringify(sortedLabels(labels).filter(([key]) => keys.has(key)));
}

/** Adds keys, those that come first among table columns first, until no two of the label sets agree in all of them. */
function tellingKeys(all: readonly Labels[]): Set<string> {
  const telling = new Set<string>(NAMING);
  const others = [...new Set(all.flatMap((labels) => [...labels.keys()]))].filter((key) => !telling.has(key));
  let groups = [all];
  const split = (keys: ReadonlySet<string>) => {
    groups = groups.flatMap((group) => {
      const parts = new Map<string, Labels[]>();
      for (const labels of group) {
        const key = projection(labels, keys);
        const part = parts.get(key);
        if (part) part.push(labels);
        else parts.set(key, [labels]);
      }
      return [...parts.values()].filter((part) => part.length > 1);
    });
  };
  split(telling);
  for (const key of others.sort((a, b) => labelRank(a) - labelRank(b) || compareTexts(a, b))) {
    if (groups.length === 0) break;
    const before = groups.length;
    const sizes = groups.reduce((sum, group) => sum + group.length, 0);
    split(new Set([key]));
    if (groups.length !== before || groups.reduce((sum, group) => sum + group.length, 0) !== sizes) telling.add(key);
  }
  return telling;
}

/**
 * The one owner of what a subject is called: two label sets of `all` that differ never print with the same words.
 *
 * @param all label sets of everything that the report names; equal ones may repeat.
 */
export function namingOf(all: Iterable<Labels>): Naming {
  const distinct = [...new Map([...new Set(all)].map((labels) => [labelsText(labels), labels])).values()];
  const ambiguous = ambiguousValues(distinct);
  const telling = tellingKeys(distinct);

  function words([key, value]: readonly [string, LabelValue]): Word[] {
    const text = String(value);
    if (text.trim() === '') return [name(key), ' not stated'];
    const speaks = SPEAK_FOR_THEMSELVES.has(key) && !ambiguous.has(text) && !isNumberText(text) && !text.includes('=');
    return [name(speaks ? text : `${key}=${text}`)];
  }

  function allWords(labels: Iterable<readonly [string, LabelValue]>): Word[] {
    return inOrder(labels).flatMap((label, index) => [...(index === 0 ? [] : [' ']), ...words(label)]);
  }

  return {
    subject(labels) {
      const chosen = [...labels].filter(([key]) => telling.has(key));
      return allWords(chosen.length > 0 ? chosen : labels);
    },
    place(shared) {
      const chosen = [...shared].filter(([key]) => telling.has(key));
      return chosen.length === 0 ? [] : ['in ', ...allWords(chosen), ', '];
    },
    all: allWords,
  };
}

/** The naming of everything that was measured or reported: subjects, their settings, and groups in which requests failed. */
export function namingOfMeasured({ subjects, failures, reported }: Measurement): Naming {
  const series = subjects.flatMap((measured) => [...measured.series, ...measured.configurations]);
  return namingOf([
    ...subjects.map(({ subject }) => subject.labels),
    ...series.map(({ labels }) => labels),
    ...failures.map(({ labels }) => labels),
    ...reported.map(({ fact }) => labelsOfRecord(fact.labels)),
  ]);
}

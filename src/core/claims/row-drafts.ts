import { labelKey } from '../../metrics/labels.ts';
import type { AnalysedText, Vocabulary } from './analysed-text.ts';
import type { Draft, ValueDraft } from './draft.ts';
import type { Condition } from './evidence.ts';
import type { NumberMention } from './find-numbers.ts';
import type { MetricMention } from './known-metrics.ts';
import type { Passage } from './passages.ts';
import { alternativesOf, isHard, orUnlabelled, subjectOf } from './subject-of.ts';
import { phasesIn, testSettings } from './test-names.ts';
import type { Quantity } from './value-drafts.ts';
import { conditionIn, isManualTable, isPlanned, segmentOf, statisticIn, subsetIn } from './wording.ts';

/** A column that tells one thing from another by a number: rank, index. */
const NO_QUANTITY = /^(?:#|rank|place|position|no\.?|nr|index|id|n|size|delta|Δ|change|difference|diff|improvement|gain)$/i;

/** Columns of a table that people read, and characters of a cell. */
const CELL_COUNT_MAX = 64;
const CELL_CHARS_MAX = 500;

/** Numbers of these say nothing without a unit. */
const NEEDS_UNIT: ReadonlySet<string> = new Set(['ms', 'bytes', 'ratio']);

interface Head {
  readonly quantity: Quantity | null;
  readonly unit: string | null;
  readonly statistic: ValueDraft['statistic'];
  readonly subset: ValueDraft['subset'];
  /** Whom the column is of. */
  readonly named: AnalysedText;
  readonly settingKey: string | null;
}

function headOf(head: string, { metrics, subjects }: Vocabulary, read: (text: string) => AnalysedText): Head {
  const found = NO_QUANTITY.test(head.trim()) ? null : metrics.ofHead(head);
  const key = labelKey(head);
  return {
    quantity: found && { metrics: found.mention.metrics, bases: found.mention.bases, isNamed: true },
    unit: found?.unit ?? null,
    statistic: statisticIn(head.replaceAll('_', ' ')),
    subset: subsetIn(head),
    named: read(head),
    settingKey: key !== null && !isHard(key) && subjects.valuesOf(key).length > 0 ? key : null,
  };
}

/** "Metric | a | b" under "Mean TTFT (s)": the row names the quantity and the column the subject. */
function rowQuantity(cells: Passage['cells'], vocabulary: Vocabulary, read: (text: string) => AnalysedText): Head | null {
  const [first] = cells;
  if (!first || first.text === '' || /^[\d.,]+$/.test(first.text)) return null;
  const head = headOf(first.text, vocabulary, read);
  const { quantity } = head;
  // A cell that only mentions a quantity does not name its row by it.
  if (quantity === null || !vocabulary.metrics.isName(first.text)) return null;
  return head;
}

/**
 * The claims of a table row: each number under a quantity is said of the row's names, those of its column and those above the table.
 *
 * @param around what the table stands under, the innermost first.
 */
export function rowDrafts(
  { line, text, cells: all }: Passage,
  around: readonly AnalysedText[],
  vocabulary: Vocabulary,
  read: (text: string) => AnalysedText,
): Draft[] {
  const cells = all
    .slice(0, CELL_COUNT_MAX)
    .map(({ head, text: cell }) => ({ head: head.slice(0, CELL_CHARS_MAX), text: cell.slice(0, CELL_CHARS_MAX) }));
  const none = (reason: string): Draft[] => [{ form: 'none', line, quote: text, said: '', reason }];
  if (
    isPlanned(
      cells.map(({ head }) => head).join(' '),
      around.map((outer) => outer.text),
    )
  )
    return none('is a table of what is wanted or expected');
  if (isManualTable(cells.map(({ head }) => head))) return none('explains options or fields');
  const heads = cells.map(({ head }) => headOf(head, vocabulary, read));
  const sideways = heads.every(({ quantity }) => quantity === null) ? rowQuantity(cells, vocabulary, read) : null;
  const settings = cells.flatMap(({ text: cell }, index): Condition[] => {
    const key = heads[index]!.settingKey;
    return key !== null && /^-?\d+(?:\.\d+)?$/.test(cell) ? [{ key, values: [String(Number(cell))] }] : [];
  });
  const named = cells.map(({ text: cell }, index) =>
    heads[index]!.quantity === null && heads[index]!.settingKey === null ? read(cell) : null,
  );
  const tested = cells
    .flatMap(({ text: cell }) => testSettings(cell, vocabulary.subjects))
    .map(({ key, value }): Condition => ({ key, values: [value] }));
  const phase = cells.flatMap(({ text: cell }) => phasesIn(cell)).map((own) => vocabulary.metrics.ofPhase(own))[0];
  const drafts = cells.flatMap(({ text: cell }, index): Draft[] => {
    const head = heads[index]!;
    const quantity = ofPhase(sideways && index > 0 ? sideways.quantity : head.quantity, phase);
    if (quantity === null || head.settingKey !== null || NO_QUANTITY.test(cells[index]!.head.trim())) return [];
    const own = read(cell);
    const subject = rowSubject(named, index, head, around, vocabulary);
    return own.numbers.flatMap((number): Draft[] => {
      const unit = number.unit ?? sideways?.unit ?? head.unit;
      if (sideways !== null && unit === null && quantity.bases.some((base) => NEEDS_UNIT.has(base))) return [];
      if (number.isWord || (unit === '%') !== quantity.bases.includes('ratio') || (number.sign === '+' && unit !== null)) return [];
      const own_ = { ...number, unit } satisfies NumberMention;
      return [
        {
          form: number.to === number.value ? (number.bound === null ? 'value' : 'bound') : 'range',
          line,
          quote: text,
          said: `${cells[index]!.head}: ${number.text}`,
          number: own_,
          subject,
          settings: [
            ...settings,
            ...tested,
            ...read(cell).settings.map(({ key, value }) => ({ key, values: [value] })),
            ...aroundSettings(settings, around),
          ],
          ...quantity,
          ...conditionOf(own, number, sideways ?? head),
        },
      ];
    });
  });
  return drafts.length > 0 ? drafts : none('is a row without a quantity of the data');
}

/** Statistic and subset of one of the numbers in a cell: "1.62 s (first request: 7.84 s)" has words for the second alone. */
function conditionOf(own: AnalysedText, number: NumberMention, head: Head): Pick<ValueDraft, 'statistic' | 'subset'> {
  const segment = segmentOf(own, number);
  if (/\p{L}{3}/u.test(segment.before + segment.after)) return conditionIn(segment);
  return { statistic: head.statistic, subset: head.subset };
}

function aroundSettings(own: readonly Condition[], around: readonly AnalysedText[]): Condition[] {
  const found = new Map<string, Condition>();
  for (const { settings } of around) {
    for (const { key, value } of settings)
      if (!found.has(key) && !own.some((condition) => condition.key === key)) found.set(key, { key, values: [value] });
  }
  return [...found.values()];
}

/** A bare rate in the row of a test is that of its part of the work; "TTFT" stays what it is. */
function ofPhase(quantity: Quantity | null, phase: MetricMention | undefined): Quantity | null {
  if (quantity === null || phase === undefined || !quantity.bases.every((base) => phase.bases.includes(base))) return quantity;
  return { ...quantity, metrics: phase.metrics };
}

const PROSE = /(?:\p{L}{2,}[,;]?\s+){4}/u;

/** Names of the row, then of the column, then of what is above. */
function rowSubject(
  named: readonly (AnalysedText | null)[],
  index: number,
  head: Head,
  around: readonly AnalysedText[],
  { subjects }: Vocabulary,
): ValueDraft['subject'] {
  const naming = named.filter((cell, at) => cell !== null && cell.names.length > 0 && !(at === index && cell.numbers.length > 0));
  const brief = naming.filter((cell) => !PROSE.test(cell!.text));
  // What a remark says of others is not whom the row is of.
  const names = (brief.length > 0 ? brief : naming).flatMap((cell) => cell!.names);
  const all = [...head.named.names, ...names];
  if (all.length === 0)
    return subjectOf({ text: '', names: [], settings: [], numbers: [], metrics: [] }, { start: 0, end: 0 }, around, subjects);
  const foreign = all.find(({ isForeign, namings }) => isForeign || namings.length === 0)?.text ?? null;
  const hard = new Set(all.flatMap(({ namings }) => namings.flatMap(({ key }) => (isHard(key) ? [key] : []))));
  const outer = subjectOf({ text: '', names: [], settings: [], numbers: [], metrics: [] }, { start: 0, end: 0 }, around, subjects);
  const inherited = outer.alternatives[0]!.filter(({ key }) => !hard.has(key));
  const isOpen = subjects.choices.some((key) => !hard.has(key) && !inherited.some((condition) => condition.key === key));
  const placed = alternativesOf(all).map((conditions) => [...conditions, ...(foreign === null ? inherited : [])]);
  const alternatives = orUnlabelled(placed, new Set(hard.has('model') ? inherited.map(({ key }) => key) : []));
  return { alternatives, isSure: !isOpen, foreign, pronoun: null };
}

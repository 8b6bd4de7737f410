import { labelKey, labelRole } from '../../../metrics/labels.ts';
import { toBase } from '../../../metrics/units.ts';
import { type AnalysedText, readText, type Vocabulary } from './analysed-text.ts';
import type { Condition } from './condition.ts';
import type { CountDraft, Draft, ValueDraft } from './draft.ts';
import type { NumberMention } from './find-numbers.ts';
import { keptWith } from './kept-with.ts';
import type { MetricMention } from './known-metrics.ts';
import { FILE_KEY } from './known-subjects.ts';
import type { Passage } from './passages.ts';
import { single } from './settings-for.ts';
import { strangerIn } from './stranger.ts';
import { alternativesOf, doubtOf, isHard, orUnlabelled, subjectOf } from './subject-of.ts';
import { phasesIn } from './test-names.ts';
import type { Quantity } from './value-drafts.ts';
import { conditionIn, isManualTable, isUnderPlan, saysPlanned, segmentOf, statisticIn, subsetIn } from './wording.ts';

/** A column that tells one thing from another by a number: rank, index. */
const NO_QUANTITY =
  /^(?:#|rank|place|position|no\.?|nr|index|id|n|size)$|Δ|\b(?:delta|change|difference|diff|improvement|gain|penalty|overhead|savings?|saved|loss|gap|speed-?up|vs\.?|versus|target|limit|headroom)\b/iu;

/** Columns of a table that people read, and characters of a cell. */
const CELL_COUNT_MAX = 64;
const CELL_CHARS_MAX = 500;

/** Numbers of these say nothing without a unit. */
const NEEDS_UNIT: ReadonlySet<string> = new Set(['ms', 'bytes', 'ratio']);

interface Head {
  readonly quantity: Omit<Quantity, 'sizes'> | null;
  readonly sizes: readonly Condition[];
  readonly unit: string | null;
  readonly statistic: ValueDraft['statistic'];
  readonly subset: ValueDraft['subset'];
  /** Whom the column is of. */
  readonly named: AnalysedText;
  readonly settingKey: string | null;
  /** It names a statistic and nothing else. */
  readonly isStatistic: boolean;
}

function sizeOf({ key, value }: { readonly key: string; readonly value: string }): Condition {
  return { key, values: [value] };
}

/** What the head of a column, or the first cell of a row, says of the numbers beside it. */
const headOf = keptWith(
  (vocabulary: Vocabulary, head: string) => readHead(head, vocabulary),
  (head) => head,
);

function readHead(head: string, vocabulary: Vocabulary): Head {
  const { metrics, subjects } = vocabulary;
  const [test] = phasesIn(head, subjects);
  const named = test ? { mention: metrics.ofPhase(test), unit: 'tokens/s' } : metrics.ofHead(head);
  const found = NO_QUANTITY.test(head.trim()) ? null : named;
  const key = labelKey(head);
  const own = readText(vocabulary, head);
  // "`a` (samples/s)": whose column it is, and a unit.
  const isOfUnit = found !== null && found.mention.metrics.length === 0 && found.unit !== null && isOnlyNamed(own);
  const ofUnit = isOfUnit ? metrics.inUnit(toBase(found.unit!).base) : null;
  return {
    quantity: found && { metrics: ofUnit ?? found.mention.metrics, bases: found.mention.bases, isNamed: !isOfUnit, isOpen: false },
    sizes: found?.mention.sizes.map(sizeOf) ?? [],
    unit: found?.unit ?? null,
    statistic: statisticIn(head.replaceAll('_', ' ')),
    subset: subsetIn(head),
    named: own,
    settingKey: key !== null && !isHard(key) && subjects.valuesOf(key).length > 0 ? key : null,
    isStatistic: /^\s*(?:mean|avg\.?|average|median|max(?:imum)?|min(?:imum)?|p\d{1,2})\s*$/i.test(head),
  };
}

function isOnlyNamed({ text, names }: AnalysedText): boolean {
  const rest = names.reduceRight((left, { start, end }) => left.slice(0, start) + left.slice(end), text);
  return names.length > 0 && /^\W*(?:(?:mean|avg|average|median|max|min|peak)\W*)?$/i.test(rest.replace(/\([^()]*\)|\[[^[\]]*\]/g, ''));
}

/** "Metric | a | b" under "Mean TTFT (s)": the row names the quantity and the column the subject. */
function rowQuantity(cells: Passage['cells'], vocabulary: Vocabulary): Head | null {
  const [first] = cells;
  if (!first || first.text === '' || /^[\d.,]+$/.test(first.text)) return null;
  const head = headOf(vocabulary, first.text);
  const { quantity } = head;
  // A cell that only mentions a quantity does not name its row by it.
  const isLabel = head.named.numbers.length === 0 && head.named.text.split(/\s+/).length <= LABEL_WORDS_MAX;
  return quantity !== null && (isLabel || vocabulary.metrics.isName(first.text)) ? head : null;
}

/**
 * The claims of a table row: each number under a quantity is said of the row's names, those of its column and those above the table.
 *
 * @param around what the table stands under, the innermost first.
 */
export function rowDrafts({ line, text, cells: all }: Passage, around: readonly AnalysedText[], vocabulary: Vocabulary): Draft[] {
  const read = (text: string) => readText(vocabulary, text);
  const cells = all
    .slice(0, CELL_COUNT_MAX)
    .map(({ head, text: cell }) => ({ head: head.slice(0, CELL_CHARS_MAX), text: cell.slice(0, CELL_CHARS_MAX) }));
  const none = (reason: string): Draft[] => [{ form: 'none', line, quote: text, said: '', reason, hasNumbers: /\d/.test(text) }];
  if (saysPlanned(cells.map(({ head }) => head).join(' ')) || isUnderPlan(around.map((outer) => outer.text)))
    return none('is a table of what is wanted or expected');
  if (isManualTable(cells.map(({ head }) => head))) return none('explains options or fields');
  const heads = cells.map(({ head }) => headOf(vocabulary, head));
  const sideways = heads.every(({ quantity }) => quantity === null) ? rowQuantity(cells, vocabulary) : null;
  const settings = cells.flatMap(({ text: cell }, index): Condition[] => {
    const key = heads[index]!.settingKey;
    const [, digits, kilo] = /^(-?\d+(?:\.\d+)?)(k)?(?:\s\p{L}+)?$/u.exec(cell.trim()) ?? [];
    return key !== null && digits !== undefined ? [{ key, values: [String(Number(digits) * (kilo === undefined ? 1 : 1024))] }] : [];
  });
  const named = cells.map(({ text: cell }, index) =>
    heads[index]!.quantity === null && heads[index]!.settingKey === null ? read(cell) : null,
  );
  // Under "Backend" stands one that the data do not know.
  const unknown = cells.find(({ head, text: cell }) => isUnknown(head, read(cell), vocabulary))?.text ?? null;
  const phase = cells.flatMap(({ text: cell }) => phasesIn(cell, vocabulary.subjects)).map((own) => vocabulary.metrics.ofPhase(own))[0];
  const drafts = cells.flatMap(({ text: cell }, index): Draft[] => {
    const head = heads[index]!;
    const own = read(cell);
    const quantity = ofPhase((sideways && index > 0 ? sideways.quantity : head.quantity) ?? ofUnits(head, own, vocabulary), phase);
    if (quantity === null || head.settingKey !== null || NO_QUANTITY.test(cells[index]!.head.trim())) return [];
    const known = rowSubject(named, index, head, around, vocabulary);
    const subject = unknown === null ? known : { ...known, foreign: unknown };
    return own.numbers.flatMap((number): Draft[] => {
      const unit = number.unit ?? sideways?.unit ?? head.unit;
      if (sideways !== null && unit === null && quantity.bases.some((base) => NEEDS_UNIT.has(base))) return [];
      const isShare = quantity.bases.includes('ratio');
      if (number.isWord || (isShare ? unit !== null && unit !== '%' : unit === '%') || (number.sign === '+' && unit !== null)) return [];
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
            ...(phase?.sizes.map(sizeOf) ?? []),
            ...read(cell).settings.map(({ key, value }) => ({ key, values: [value] })),
            ...aroundSettings(settings, around),
            ...(sideways ?? head).sizes,
          ],
          ...quantity,
          ...conditionOf(
            own,
            number,
            sideways ? { ...sideways, statistic: sideways.statistic ?? head.statistic, subset: sideways.subset ?? head.subset } : head,
          ),
        },
      ];
    });
  });
  const failed = FAILED_HEAD.test(cells[0]?.text ?? '') ? failedDrafts(cells, heads, { line, text }, around, vocabulary, read) : [];
  if (failed.length > 0) return failed;
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
    for (const { key, value } of single(settings))
      if (!found.has(key) && !own.some((condition) => condition.key === key)) found.set(key, { key, values: [value] });
  }
  return [...found.values()];
}

const FAILED_HEAD = /^(?:failed|failures|errors|timeouts|failed requests|requests failed)$/i;

/** "Failed | 0 | 4": how many requests of each column failed. */
function failedDrafts(
  cells: Passage['cells'],
  heads: readonly Head[],
  { line, text }: Pick<Passage, 'line' | 'text'>,
  around: readonly AnalysedText[],
  vocabulary: Vocabulary,
  read: (text: string) => AnalysedText,
): CountDraft[] {
  return cells.slice(1).flatMap(({ head, text: cell }, index): CountDraft[] => {
    const [number] = read(cell).numbers;
    if (number === undefined || number.unit !== null || heads[index + 1]!.named.names.length === 0) return [];
    const subject = rowSubject([], index + 1, heads[index + 1]!, around, vocabulary);
    return [
      {
        form: 'count',
        line,
        quote: text,
        said: `${head}: ${number.text} failed`,
        number,
        noun: 'failure',
        kind: '',
        isWhole: false,
        subject,
      },
    ];
  });
}

function isUnknown(head: string, { text, names }: AnalysedText, { subjects }: Vocabulary): boolean {
  const key = labelKey(head);
  if (key === null || labelRole(key) !== 'contestant' || subjects.valuesOf(key).length === 0 || !/\p{L}{2}/u.test(text)) return false;
  return !subjects.isPlaced(text) && !names.some(({ namings }) => namings.some((own) => isHard(own.key)));
}

/** "Mean | Min" over cells with units: any quantity in that unit. */
function ofUnits(head: Head, { numbers: [number] }: AnalysedText, { metrics }: Vocabulary): Head['quantity'] {
  if (!head.isStatistic || number === undefined || number.unit === null) return null;
  const { base } = toBase(number.unit);
  return { metrics: metrics.inUnit(base), bases: [base], isNamed: false, isOpen: false };
}

/** A bare rate in the row of a test is that of its part of the work; "TTFT" stays what it is. */
function ofPhase(quantity: Head['quantity'], phase: MetricMention | undefined): Head['quantity'] {
  if (quantity === null || phase === undefined || !quantity.bases.every((base) => phase.bases.includes(base))) return quantity;
  return { ...quantity, metrics: phase.metrics };
}

/** Words of what names a row. */
const LABEL_WORDS_MAX = 6;

const PROSE = /(?:\p{L}{2,}[,;]?\s+){4}/u;

const NOTHING: AnalysedText = { text: '', names: [], settings: [], numbers: [], metrics: [] };

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
  if (all.length === 0) {
    const stranger =
      [head.named, ...named].map((cell) => (cell === null ? null : strangerIn(cell, false))).find((word) => word !== null) ?? null;
    return { ...subjectOf(NOTHING, { start: 0, end: 0 }, around, subjects), doubt: doubtOf(stranger) };
  }
  const foreign = all.find(({ isForeign, namings }) => isForeign || namings.length === 0)?.text ?? null;
  const hard = new Set(all.flatMap(({ namings }) => namings.flatMap(({ key }) => (isHard(key) ? [key] : []))));
  const outer = subjectOf(NOTHING, { start: 0, end: 0 }, around, subjects);
  // The file that a line above the table names is where something else stands, more often than not.
  const inherited = outer.alternatives[0]!.filter(({ key }) => !hard.has(key) && key !== FILE_KEY);
  const open = subjects.choices.filter((key) => !hard.has(key) && !inherited.some((condition) => condition.key === key));
  const placed = alternativesOf(all).map((conditions) => [...conditions, ...(foreign === null ? inherited : [])]);
  const alternatives = orUnlabelled(placed, new Set(hard.has('model') ? inherited.map(({ key }) => key) : []));
  return { alternatives, isSure: true, open, foreign, pronoun: null, ownKeys: hard, doubt: null };
}

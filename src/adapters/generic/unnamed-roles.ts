import { isSecretKey, isSwept, slug } from '../../metrics/labels.ts';
import { ANSWERS, CONFIGURES, DESCRIBES, IDENTIFIERS, MEASURED_WORDS, REMARKS, SETTING_WORDS } from '../../metrics/name-words.ts';
import { isSettingName } from '../../metrics/names.ts';
import { type ColumnNumbers, isNumeric } from './column-numbers.ts';
import { ANSWER, type Beside, cellsOf, type Role, UNCLEAR } from './role.ts';
import { isMissing } from './table.ts';

const LABEL_CHARS_MAX = 200;
/** A text of unknown meaning is a label when it has few values: at most this many, or one for every two rows. */
const LABEL_VALUES_MAX = 12;

const SUMS = 'sums over several observations, which are neither samples nor statistics';

/**
 * Numbers under a name of unknown meaning. The words of the name say whether they were chosen or measured; where they say nothing, whole
 * numbers of which each comes several times are settings. Anything else is unclear: a wrong label would split every series.
 */
export function numbersOfKnownKind(numbers: ColumnNumbers, { table }: Beside): Role | undefined {
  if (!isNumeric(numbers)) return undefined;
  const { column } = numbers;
  if (isDescribed(column.within)) return undefined;
  const spelling = slug(column.name);
  const words = spelling.split('_');
  const isIdentifier = IDENTIFIERS.test(spelling);
  const isSetting =
    isConfiguration(column.within) ||
    isSettingName(spelling) ||
    isSwept(spelling) ||
    (words.some((word) => SETTING_WORDS.has(word)) && !isIdentifier && !words.some((word) => MEASURED_WORDS.has(word)));
  const isMeasured = words.some((word) => MEASURED_WORDS.has(word));
  const isInList = table.rows.length > 1 || table.placement !== 'pointer';
  if (isInList && spelling !== '' && !REMARKS.test(spelling) && (isSetting || (!isMeasured && repeats(numbers))))
    return { kind: 'label', key: spelling };
  if (isIdentifier) return { kind: 'declared', what: 'an identifier' };
  if (isSetting) return { kind: 'declared', what: 'a setting of the document' };
  return { kind: 'left-out', reason: /^(?:total|sum|cumulative|cum)$/.test(words[0]!) ? SUMS : UNCLEAR };
}

/** Whole numbers, of which each stands in several rows and not all are the same. */
function repeats({ values, numeric }: ColumnNumbers): boolean {
  const counts = new Map<number, number>();
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return false;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return (
    counts.size > 1 &&
    counts.size <= Math.max(2, Math.min(LABEL_VALUES_MAX, numeric / 2)) &&
    [...counts.values()].every((count) => count > 1)
  );
}

/** Fields that describe the machine or what the program was told; of a document outside any list, they are its configuration. */
export function description({ column }: ColumnNumbers): Role | undefined {
  return isDescribed(column.within) ? { kind: 'declared', what: 'configuration' } : undefined;
}

function isConfiguration(within: readonly string[]): boolean {
  return within.some((outer) => CONFIGURES.test(slug(outer)));
}

function isDescribed(within: readonly string[]): boolean {
  return within.some((outer) => DESCRIBES.test(slug(outer)));
}

/** A text or truth value of unknown meaning tells series apart when it has few values. */
export function textColumn(numbers: ColumnNumbers, { table }: Beside): Role | undefined {
  const { column, present } = numbers;
  const spelling = slug(column.name);
  if (ANSWERS.test(spelling)) return { kind: 'declared', what: ANSWER };
  if (REMARKS.test(spelling) || isSecretKey(spelling)) return { kind: 'declared', what: 'a remark' };
  const cells = cellsOf(numbers, table).filter((cell) => !isMissing(cell));
  if (cells.some((cell) => String(cell).length > LABEL_CHARS_MAX)) return { kind: 'declared', what: 'long texts' };
  if (table.placement === 'pointer' && table.rows.length < 2) return { kind: 'declared', what: 'configuration' };
  const distinct = new Set(cells).size;
  if (spelling === '' || distinct > Math.max(LABEL_VALUES_MAX, present / 2))
    return { kind: 'declared', what: 'texts that are different in nearly every row' };
  return { kind: 'label', key: spelling };
}

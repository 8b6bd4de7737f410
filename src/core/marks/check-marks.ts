import type { Fact } from '../../contracts/fact.ts';
import type { MarkedNumber } from '../../contracts/marked-number.ts';
import { halfWidth, printFact, unitText } from '../../metrics/format.ts';
import { quoted } from '../../metrics/quotation.ts';
import { metricOf } from '../../metrics/registry.ts';
import { toBase } from '../../metrics/units.ts';
import { findMarks, type Mark } from './find-marks.ts';
import { nearestFacts } from './nearest-facts.ts';
import type { PresentFacts } from './present-facts.ts';
import { factorOf, halfStep, type WrittenFigure, type WrittenNumber, writtenAs } from './written-figure.ts';

/** Digits to be put in the place of others. */
export interface NumberEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A marked number, and what would make it hold; no edits where it holds, or nobody but its author can tell what to write. */
export interface CheckedMark {
  readonly marked: MarkedNumber;
  readonly edits: readonly NumberEdit[];
}

/** Units of which a number without a unit may be. */
const WITHOUT_UNIT: ReadonlySet<string> = new Set(['count', 'x', 'score', 'value', 'ratio']);
/** Labels that say whose a fact is, of those that tell facts apart. */
const LABEL_COUNT_MAX = 6;
/** Rounding of a double, relative. */
const ROUNDING = 1e-9;

/**
 * Holds every marked number of a text against the fact that its mark names: at the precision, unit and scale that it is printed with.
 *
 * @returns in the order of the text.
 */
export function checkMarks(text: string, present: PresentFacts): CheckedMark[] {
  const about = describer(present);
  return findMarks(text).map((mark) => checked(mark, text, present, about));
}

/** @param figure in whose way its value is printed, where the two are of one quantity. */
type Describe = (fact: Fact, figure: WrittenFigure | null) => string;

function checked(mark: Mark, text: string, present: PresentFacts, about: Describe): CheckedMark {
  const { name, line, column, figure } = mark;
  const said = figure === null ? '' : withoutMarks(text.slice(figure.number.start, figure.end));
  const none = { line, column, fact: name, said, id: null, value: null, unit: null, present: null, candidates: [] };
  const found = name === '' ? { kind: 'none' as const } : present.named(name);
  if (found.kind === 'unstated') {
    const reason = `the report of the last run states no ${found.fact.statistic} of this, only its mean and median; in an earlier run ${about(found.fact, null)}`;
    return { marked: { ...none, verdict: 'unknown', reason }, edits: [] };
  }
  if (found.kind !== 'one') {
    const facts = found.kind === 'several' ? found.facts : nearestFacts(name, figure, lineOf(text, mark), present);
    const candidates = facts.map((fact) => ({
      name: found.kind === 'several' ? fact.id : present.nameOf(fact),
      about: about(fact, figure),
    }));
    const reason = found.kind === 'several' ? 'several facts of the last run are about this: name one by its id' : noFactText(name);
    return { marked: { ...none, verdict: 'unknown', reason, candidates }, edits: [] };
  }
  const { fact, later } = found;
  const resolved = { ...none, id: fact.id, value: fact.value, unit: fact.unit };
  const problem = figure === null ? 'no number stands right before the mark' : misfit(figure, fact);
  if (problem !== null || figure === null)
    return { marked: { ...resolved, verdict: 'unreadable', reason: `${problem}: ${about(fact, null)}` }, edits: [] };
  const parts = partsOf(figure, fact);
  const moved = parts.filter(({ stated, value }) => Math.abs(stated.value - value) > halfStep(stated) + ROUNDING * Math.abs(value));
  const pinned = later === null ? '' : `; the last run has ${printed(later)}: to follow it, name ${present.nameOf(fact)}`;
  if (moved.length === 0)
    return { marked: { ...resolved, verdict: 'holds', reason: `${about(fact, figure)}${pinned}`, present: said }, edits: [] };
  const edits = moved.map(({ stated, value }): NumberEdit => ({ start: stated.start, end: stated.end, text: writtenAs(value, stated) }));
  const obstacle = moved.map(({ stated, value }) => obstacleTo(stated, value)).find((found) => found !== null) ?? null;
  const now = withEdits(text, figure, edits);
  if (obstacle !== null) return { marked: { ...resolved, verdict: 'moved', reason: `${obstacle}: ${about(fact, null)}` }, edits: [] };
  return { marked: { ...resolved, verdict: 'moved', reason: about(fact, figure), present: now }, edits };
}

function lineOf(text: string, { start }: Mark): string {
  const end = text.indexOf('\n', start);
  return text.slice(text.lastIndexOf('\n', start) + 1, end < 0 ? text.length : end);
}

function noFactText(name: string): string {
  return name === '' || name === '?' ? 'the mark names no fact yet' : `the data have no fact ${quoted(name)}`;
}

/** Why a number cannot be one of a fact; null where it can. */
function misfit({ number, spread, unit, words }: WrittenFigure, fact: Fact): string | null {
  if (spread !== null && halfWidth(fact) === null) return 'the fact has no interval, so nothing follows its "±"';
  if (unit !== null)
    return toBase(unit).base === fact.unit ? null : `is written in ${unitText(unit)}, and the fact in ${unitText(fact.unit)}`;
  if (words === fact.unit && words !== '') return null;
  // 93 is no ratio of 0.93.
  const fits = WITHOUT_UNIT.has(fact.unit) && !(fact.unit === 'ratio' && Math.abs(number.value) > 1 && Math.abs(fact.value) <= 1);
  return fits ? null : `no unit is written with the number, in its column or its row, and the fact is in ${unitText(fact.unit)}`;
}

/** The number and its spread, each with what it should be in its own unit. */
function partsOf(figure: WrittenFigure, fact: Fact): { readonly stated: WrittenNumber; readonly value: number }[] {
  const factor = factorOf(figure);
  const own = { stated: figure.number, value: fact.value / factor };
  return figure.spread === null ? [own] : [own, { stated: figure.spread, value: halfWidth(fact)! / factor }];
}

/** What keeps a number from being written anew in its place; null for nothing. */
function obstacleTo(stated: WrittenNumber, value: number): string | null {
  if (value !== 0 && !stated.hasExponent && Number(value.toFixed(stated.decimals)) === 0)
    return 'it would be 0 at the precision that it is printed with';
  if (Math.sign(value) * Math.sign(stated.value) < 0) return 'the fact has another sign, which the words around the number may say';
  return null;
}

function withEdits(text: string, { number, end }: WrittenFigure, edits: readonly NumberEdit[]): string {
  let [made, from] = ['', number.start];
  for (const { start, end: to, text: written } of edits) {
    made += text.slice(from, start) + written;
    from = to;
  }
  return withoutMarks(made + text.slice(from, Math.max(end, from)));
}

/** Without marks of emphasis and code. */
function withoutMarks(text: string): string {
  return text.replaceAll(/[*_~`]/g, '');
}

/** "mean of generation throughput, oak:2b, batch_size=8, is 181.5 tokens/s". */
function describer({ facts }: PresentFacts): Describe {
  const values = new Map<string, Set<string>>();
  for (const labels of new Set(facts.map((fact) => fact.labels)))
    for (const [key, value] of Object.entries(labels)) values.set(key, (values.get(key) ?? new Set()).add(String(value)));
  return (fact, figure) => {
    const telling = Object.entries(fact.labels).filter(([key]) => (values.get(key)?.size ?? 0) > 1);
    const others = telling.filter(([key]) => key !== 'run');
    const shown = [...others.slice(0, LABEL_COUNT_MAX), ...telling.filter(([key]) => key === 'run')];
    const named = shown.map(([key, value]) => (typeof value === 'string' ? quoted(value) : `${key}=${value}`));
    const subset = fact.subset === 'all' ? [] : [fact.subset];
    return `${[`${fact.kind === 'reported-statistic' ? 'reported ' : ''}${fact.statistic} of ${metricOf(fact.metric, fact.unit).name}`, ...named, ...subset].join(', ')} is ${printedAs(fact, figure)}`;
  };
}

/** As precisely as the number of a text is printed; as everywhere else where the number is of another quantity, or nothing would be left of the value. */
function printedAs(fact: Fact, figure: WrittenFigure | null): string {
  if (figure === null || figure.unit === null || misfit({ ...figure, spread: null }, fact) !== null) return printed(fact);
  const value = fact.value / factorOf({ ...figure, scale: 1 });
  if (figure.scale !== 1 || obstacleTo(figure.number, value) !== null) return printed(fact);
  const unit = figure.unit === 'count' ? '' : ` ${unitText(figure.unit)}`;
  return `${writtenAs(value, figure.number)}${unit}`;
}

function printed(fact: Fact): string {
  const { number, unit } = printFact(fact, 'value');
  return unit === '' ? number : `${number} ${unit}`;
}

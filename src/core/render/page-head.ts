import type { Finding } from '../../contracts/claim.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { Report } from '../../contracts/report.ts';
import type { Inline } from './document.ts';
import { code, joined, number, strong, text } from './inline.ts';
import { optionPairs } from './option-pairs.ts';
import { claimWords, printed, type References } from './references.ts';

const DOT = ' · ';
/** Names of a kind that are said one by one; of more their number. */
const NAME_COUNT_MAX = 1;

function valuesOf({ labels }: Report, key: string): LabelValue[] {
  return [...new Set(labels.filter((label) => label.key === key && String(label.value).trim() !== '').map(({ value }) => value))];
}

function counted(value: number, one: string, several: string): Inline[] {
  return [number(value, 'inventory'), text(` ${value === 1 ? one : several}`)];
}

/** "3 models on `ollama`": who was measured by what. */
function subjects(report: Report): Inline[] {
  const models = valuesOf(report, 'model');
  const on = ['backend', 'device'].flatMap((key) => {
    const [value, ...others] = valuesOf(report, key);
    const isOfAll = value !== undefined && report.facts.every(({ labels }) => labels['model'] === undefined || labels[key] === value);
    return isOfAll && others.length === 0 ? [[code(String(value))]] : [];
  });
  const who =
    models.length === 0 ? [] : models.length <= NAME_COUNT_MAX ? [code(String(models[0]))] : counted(models.length, 'model', 'models');
  if (who.length === 0) return counted(report.inputs.artifacts.length, 'file', 'files');
  return [...who, ...(on.length > 0 ? [text(' on '), ...joined(on, ', ')] : [])];
}

/** "2 of 36 requests failed": of several groups that do not add up only that there are some. */
function failures({ page }: Report, evidence: string, references: References): Inline[] {
  const [first, ...others] = page.failures;
  if (!first) return [];
  if (others.length > 0) return [strong(`${first.what} failed`)];
  const ids = [first.failed, first.requests];
  const [failed, all] = ids.map((id): Inline => ({ kind: 'figure', text: printed(references.factOf(id), 'value'), fact: id, evidence }));
  return [failed!, text(' of '), all!, text(` ${first.what} `), strong('failed')];
}

/** When it was measured, as far as something says so. */
function time({ labels, history }: Report): Inline[] {
  if (history !== undefined) return [];
  const days = [
    ...new Set(labels.flatMap(({ key, value }) => (key === 'run' ? (/^\d{4}-\d\d-\d\d(?=T|$)/.exec(String(value)) ?? []) : []))),
  ].sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined) return [];
  return first === last ? [text('run of '), code(first)] : [text('runs of '), code(first), text(' to '), code(last!)];
}

/** How the last run compares with those before it, where the title does not say that already. */
function overviewOf({ history, findings, narrative }: Report): Finding | undefined {
  const overview = history === undefined ? undefined : findings.find(({ id }) => id === 'changes');
  return overview?.id === narrative.told[0] ? undefined : overview;
}

/**
 * What the last run is held against: how many series got worse, better, stayed; else that there is nothing to compare with, unless the title
 * says so.
 */
function comparison(report: Report, evidence: string, references: References): Inline[] {
  const overview = overviewOf(report);
  if (overview === undefined && report.narrative.headline === null) return [];
  if (overview === undefined) return [text(report.verdict.split(';')[0]!)];
  const words = claimWords(overview, evidence, references);
  const last = words.at(-1);
  return last?.kind === 'text' ? [...words.slice(0, -1), text(last.text.replace(/\.$/, ''))] : words;
}

/** Who chose what the page says, where a model did. */
function author({ narrative: { level, agents } }: Report): Inline[] {
  if (level === 'L0') return [];
  const names = agents.map(({ label, model, options }) => [
    code(label),
    text(' '),
    code(model),
    text(' ('),
    ...joined(
      optionPairs(options).map((pair) => [code(pair)]),
      ', ',
    ),
    text(')'),
  ]);
  return [text('chosen by '), ...joined(names, ' and '), text(', in sentences of the program')];
}

/** What a report without an answer is called: what it is of, and what came of the run. */
export function plainHeading({ root, directory, verdict }: Report): Inline[] {
  return [code(directory === '.' ? root : directory), text(`: ${verdict}`)];
}

/** The answer, and the line below it. */
export interface PageHead {
  readonly heading: readonly Inline[];
  readonly line: readonly Inline[];
}

/**
 * The answer, and below it who and what, how much failed, when, compared with what, and who chose where a model did; one reference at the end
 * of the line leads to the facts of both.
 */
export function pageHead(report: Report, references: References): PageHead {
  const { headline } = report.narrative;
  const counted = report.page.failures.length === 1 ? report.page.failures.flatMap(({ failed, requests }) => [failed, requests]) : [];
  const facts = [...(headline?.facts ?? []), ...counted, ...(overviewOf(report)?.facts ?? [])];
  const evidence = facts.length === 0 ? '' : references.cite(facts, 'sentence');
  const parts = [
    subjects(report),
    failures(report, evidence, references),
    time(report),
    comparison(report, evidence, references),
    author(report),
  ].filter(({ length }) => length > 0);
  const pointer: Inline[] = evidence === '' ? [] : [text(' '), { kind: 'reference', id: evidence }];
  return {
    heading: headline === null ? plainHeading(report) : claimWords(headline, evidence, references),
    line: [...joined(parts, DOT), ...pointer],
  };
}

import { basename } from 'node:path';
import type { Fact } from '../contracts/fact.ts';
import type { Report } from '../contracts/report.ts';
import { reportDocument } from '../core/render/report-document.ts';
import { checkReport } from '../core/verify/check-report.ts';
import { compareReports } from '../core/verify/compare-reports.ts';
import { inventoryCounts } from '../core/verify/inventory-counts.ts';
import { recompute } from '../core/verify/recompute.ts';
import { artifactTexts } from '../edges/files/artifact-text.ts';
import { visibleText } from '../visible-text.ts';
import { checkInputs, type InputCheck } from './audit-inputs.ts';
import { type AuditProblem, auditHtml, auditMarkdown, auditNumbers } from './audit-text.ts';
import type { CliContext } from './context.ts';
import { type ReportFiles, readReport } from './read-report.ts';
import { repeatReport } from './repeat-report.ts';

/** Problems of one kind that are printed before the rest is counted; `--json` lists all. */
const PRINTED_COUNT_MAX = 20;

interface Audit {
  readonly problems: readonly AuditProblem[];
  readonly facts: { readonly checked: number; readonly agreed: number };
  /** Facts that rest on summaries of runs whose artifacts are gone. */
  readonly keptCount: number;
  readonly cellsRead: number;
  readonly artifacts: { readonly checked: number; readonly same: number };
  /** null when there is no Markdown to check. */
  readonly numbers: { readonly found: number; readonly traced: number } | null;
  /** Whether the report was made again and compared field by field, or why that would tell nothing. */
  readonly repeated: { readonly compared: true } | { readonly compared: false; readonly reason: string };
}

/**
 * `audit REPORT --against DIR`: makes the report again from its artifacts and compares it field by field; as a second opinion re-reads the
 * cells and computes every fact by other code; and checks that Markdown and HTML say what the JSON says.
 *
 * Markdown of anybody else is held against the data claim by claim (`audit-claims.ts`).
 *
 * @param reportPath Markdown, JSON or HTML; the other parts are looked for beside it.
 * @param against the report's directory, or a root above it.
 * @returns 0 when everything agrees; 1 when something does not, each place named; 2 for what is neither a report of ours nor Markdown; 3 when the JSON with its
 *   facts is missing.
 * @throws AppError `REPORT_UNREADABLE`, `ROOT_UNREADABLE`, `ARTIFACTS_TOO_MANY`.
 */
export async function auditReport(
  reportPath: string,
  against: string,
  context: AuditContext,
  options: { json: boolean },
): Promise<0 | 1 | 2 | 3> {
  const { print } = context;
  const fail = (exitCode: 1 | 2 | 3, message: string) => {
    if (options.json) print(JSON.stringify({ report: reportPath, ok: false, error: message }));
    else print(visibleText(message));
    return exitCode;
  };
  const files = readReport(reportPath);
  if (files.kind === 'foreign') {
    if (!isMarkdownName(reportPath))
      return fail(2, `${reportPath}: no report of benchscribe, and no Markdown whose claims could be checked`);
    const { auditClaims } = await import('./audit-claims.ts');
    return auditClaims([reportPath], against, context, options);
  }
  if (files.kind === 'no-json') {
    const remedy = 'make the report again with the formats md and json, or put its JSON back';
    return fail(3, `${files.jsonPath}: not there, and it holds the facts behind ${basename(reportPath)}. Remedy: ${remedy}.`);
  }
  if (files.kind === 'broken') return fail(1, `${files.jsonPath}: is no report of schema benchscribe.report/1: ${files.message}`);
  const audit = await auditAll(files, against, context);
  if (options.json) print(JSON.stringify({ report: reportPath, against, ok: audit.problems.length === 0, ...audit }));
  else printAudit(audit, files.markdownPath, print);
  return audit.problems.length === 0 ? 0 : 1;
}

/** Is the file called what texts are called whose claims can be checked? */
export function isMarkdownName(path: string): boolean {
  return /\.(?:md|markdown|mdown|txt)$/i.test(path);
}

type OwnReport = Extract<ReportFiles, { kind: 'own' }>;
type AuditContext = Pick<CliContext, 'print' | 'note' | 'openRefresher' | 'rules' | 'signal' | 'cwd' | 'version'>;

async function auditAll(files: OwnReport, against: string, context: AuditContext): Promise<Audit> {
  const { report, jsonPath } = files;
  const inputs = await checkInputs(
    report,
    against,
    report.facts.flatMap(({ sources }) => sources),
  );
  const byId = new Map(report.facts.map((fact) => [fact.id, fact]));
  const evidence = { cellsOf: inputs.cellsOf, factOf: (id: string) => byId.get(id), counts: inventoryCounts(report) };
  const wrong = report.facts.flatMap((fact): AuditProblem[] => {
    const { agrees, reason } = recompute(fact, evidence);
    return agrees ? [] : [{ kind: 'fact', place: `fact ${fact.id}`, message: `${describe(fact)}: ${reason}${cited(fact)}` }];
  });
  const changed = inputs.artifacts.filter(({ state }) => state !== 'same');
  const sameRules = report.inputs.ruleFingerprint === context.rules(report.slo);
  const repeat = await repeated(files, inputs, sameRules, context);
  const text = await textOf(files, inputs, sameRules);
  return {
    problems: [
      ...inputProblems(report, jsonPath, inputs, sameRules),
      ...(repeat.repeated.compared ? [] : alteredProblems(files)),
      ...repeat.problems,
      ...wrong,
      ...selfProblems(report, jsonPath),
      ...text.problems,
    ],
    facts: { checked: report.facts.length, agreed: report.facts.length - wrong.length },
    keptCount: keptCountOf(report),
    cellsRead: inputs.cellCount,
    artifacts: { checked: inputs.artifacts.length, same: inputs.artifacts.length - changed.length },
    numbers: text.numbers,
    repeated: repeat.repeated,
  };
}

/** Facts with a cell of a kept summary. */
function keptCountOf({ facts, inputs: { artifacts } }: Report): number {
  const kept = new Set(artifacts.flatMap(({ path, adapter }) => (adapter === 'benchscribe-kept-run' ? [path] : [])));
  return facts.filter(({ sources }) => sources.some(({ path }) => kept.has(path))).length;
}

/** Artifacts that are not what they were, and a fingerprint that they do not give; other rules may give another one. */
function inputProblems(
  report: Report,
  jsonPath: string,
  { artifacts, added, fingerprint }: InputCheck,
  sameRules: boolean,
): AuditProblem[] {
  const changed = artifacts.filter(({ state }) => state !== 'same');
  const stated = report.inputs.fingerprint;
  const stale = sameRules && changed.length === 0 && added.length === 0 && fingerprint !== null && fingerprint !== stated;
  const message = `is ${stated}, but the artifacts give ${fingerprint}`;
  return [
    ...changed.map(({ path, message: what }): AuditProblem => ({ kind: 'artifact', place: path, message: what })),
    ...added.map((path): AuditProblem => ({ kind: 'artifact', place: path, message: 'is new: the report does not know it' })),
    ...(stale ? [{ kind: 'fingerprint', place: `${jsonPath}:/inputs/fingerprint`, message } as const] : []),
  ];
}

/** Where the report is not made again, its digests alone tell that somebody has altered it. */
function alteredProblems({ altered }: OwnReport): AuditProblem[] {
  return altered.map(
    (path): AuditProblem => ({ kind: 'report', place: path, message: 'was altered since it was written: it has another digest' }),
  );
}

/** What the report says twice, and not the same. */
function selfProblems(report: Report, jsonPath: string): AuditProblem[] {
  return checkReport(report).map(({ pointer, message }): AuditProblem => ({ kind: 'report', place: `${jsonPath}:${pointer}`, message }));
}

/** The report made again by the same rules from the same bytes; where it is not, every other check still stands. */
async function repeated(
  { report, jsonPath }: OwnReport,
  { artifacts, added, fingerprint, located }: InputCheck,
  sameRules: boolean,
  context: AuditContext,
): Promise<Pick<Audit, 'repeated' | 'problems'>> {
  const not = (reason: string) => ({ repeated: { compared: false as const, reason }, problems: [] });
  if (!sameRules) return not('it was made by other rules (another release), so a report made now may differ rightly');
  if (fingerprint === null) return not('it was made while its artifacts were still being written');
  if (added.length > 0 || artifacts.some(({ state }) => state !== 'same')) return not('its artifacts are not what they were');
  const differences = compareReports(report, await repeatReport(report, located, context));
  const problems = differences.map(({ pointer, message }): AuditProblem => ({ kind: 'repeat', place: `${jsonPath}:${pointer}`, message }));
  return { repeated: { compared: true }, problems };
}

/**
 * Markdown and HTML against the JSON and the artifacts: their rendering, where the same rules made it, and numbers that come from somewhere. A
 * part that cannot be made of the JSON is named in the gaps of the rendering, and so differs.
 */
async function textOf(
  { report, markdown, markdownPath, html, htmlPath, jsonPath }: OwnReport,
  { artifacts, located }: InputCheck,
  sameRules: boolean,
): Promise<Pick<Audit, 'problems' | 'numbers'>> {
  const document = reportDocument(report, () => undefined);
  const numbers = markdown === null ? null : auditNumbers(markdown, { report, evidence: document.evidence }, markdownPath);
  const counts = numbers && { found: numbers.found, traced: numbers.traced };
  if (!sameRules) return { problems: numbers?.problems ?? [], numbers: counts };
  const quotable = artifacts.every(({ state }) => state === 'same') ? artifactTexts(located.base, located.listing) : null;
  const counted = document.report.verification;
  const { numbersInText, numbersTraced } = report.verification;
  const miscounted = numbersInText !== counted.numbersInText || numbersTraced !== counted.numbersTraced;
  const message = `states ${numbersTraced} of ${numbersInText} numbers traced, but there are ${counted.numbersTraced} of ${counted.numbersInText}`;
  return {
    problems: [
      ...(miscounted ? [{ kind: 'report', place: `${jsonPath}:/verification`, message } as const] : []),
      ...(markdown === null ? [] : auditMarkdown(markdown, document, markdownPath)),
      ...(numbers?.problems ?? []),
      ...(html === null ? [] : await auditHtml(html, document, htmlPath, quotable)),
    ],
    numbers: counts,
  };
}

function describe({ statistic, metric, labels, subset }: Fact): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return `${statistic} of ${metric} (${[...pairs, `subset ${subset}`].join(', ')})`;
}

/** First and last source cell of a fact. */
function cited({ sources }: Fact): string {
  const places = sources.flatMap(({ path, cells }) => cells.map((cell) => `${path} ${cell}`));
  if (places.length === 0) return '';
  return places.length === 1 ? `; from ${places[0]}` : `; from ${places[0]} to ${places.at(-1)}, ${places.length} cells`;
}

function printAudit(
  { problems, facts, keptCount, cellsRead, artifacts, numbers, repeated }: Audit,
  markdownPath: string,
  print: (line: string) => void,
): void {
  const kinds = [...new Set(problems.map(({ kind }) => kind))];
  for (const kind of kinds) {
    const own = problems.filter((problem) => problem.kind === kind);
    for (const { place, message } of own.slice(0, PRINTED_COUNT_MAX)) print(visibleText(`${place}: ${message}`));
    if (own.length > PRINTED_COUNT_MAX) print(`and ${own.length - PRINTED_COUNT_MAX} more of this kind; --json lists all`);
  }
  if (numbers === null) print(visibleText(`${markdownPath}: not there, so only the facts were checked`));
  if (!repeated.compared) print(visibleText(`not made again: ${repeated.reason}; its facts were computed from the cells that they name`));
  if (keptCount > 0)
    print(`${keptCount} facts rest on kept summaries of runs whose artifacts are gone: these cells cannot be read, the summaries were`);
  const checked = [
    ...(repeated.compared ? ['made again and compared field by field'] : []),
    `${artifacts.same} of ${artifacts.checked} artifacts unchanged`,
    `${facts.agreed} of ${facts.checked} facts agree with ${cellsRead} cells re-read`,
    ...(numbers === null ? [] : [`${numbers.traced} of ${numbers.found} numbers in the text traced`]),
  ];
  print(
    `${problems.length === 0 ? 'ok' : `${problems.length} ${problems.length === 1 ? 'difference' : 'differences'}`}: ${checked.join(', ')}`,
  );
}

import { basename } from 'node:path';
import type { Fact } from '../contracts/fact.ts';
import type { Report } from '../contracts/report.ts';
import { checkReport } from '../core/verify/check-report.ts';
import { inventoryCounts } from '../core/verify/inventory-counts.ts';
import { recompute } from '../core/verify/recompute.ts';
import { checkInputs } from './audit-inputs.ts';
import { type AuditProblem, auditText } from './audit-text.ts';
import { printable } from './printable.ts';
import { readReport } from './read-report.ts';

/** Problems of one kind that are printed before the rest is counted; `--json` lists all. */
const PRINTED_COUNT_MAX = 20;

interface Audit {
  readonly problems: readonly AuditProblem[];
  readonly facts: { readonly checked: number; readonly agreed: number };
  readonly cellsRead: number;
  readonly artifacts: { readonly checked: number; readonly same: number };
  /** null when there is no Markdown to check. */
  readonly numbers: { readonly found: number; readonly traced: number } | null;
}

/**
 * `audit REPORT --against DIR`: re-reads the artifacts behind a report of ours, computes every fact again, and checks that the text says what
 * the facts say.
 *
 * @param reportPath Markdown or JSON; the other half is looked for beside it.
 * @param against the report's directory, or a root above it.
 * @returns 0 when everything agrees; 1 when something does not, each place named; 2 for a report that is not ours; 3 when the JSON with its
 *   facts is missing.
 * @throws AppError `REPORT_UNREADABLE`, `ROOT_UNREADABLE`, `ARTIFACTS_TOO_MANY`.
 */
export async function auditReport(
  reportPath: string,
  against: string,
  print: (line: string) => void,
  options: { json: boolean },
): Promise<0 | 1 | 2 | 3> {
  const fail = (exitCode: 1 | 2 | 3, message: string) => {
    if (options.json) print(JSON.stringify({ report: reportPath, ok: false, error: message }));
    else print(printable(message));
    return exitCode;
  };
  if (/\.html?$/i.test(reportPath)) return fail(2, `${reportPath}: HTML is not checked: name the Markdown or the JSON beside it`);
  const files = readReport(reportPath);
  if (files.kind === 'foreign') {
    return fail(2, `${reportPath}: not written by benchscribe: fact-checking foreign reports is not available yet`);
  }
  if (files.kind === 'no-json') {
    const remedy = 'make the report again with the formats md and json, or put its JSON back';
    return fail(3, `${files.jsonPath}: not there, and it holds the facts behind ${basename(reportPath)}. Remedy: ${remedy}.`);
  }
  if (files.kind === 'broken') return fail(1, `${files.jsonPath}: is no report of schema benchscribe.report/1: ${files.message}`);
  const audit = auditAll(files.report, files.jsonPath, against, files.markdown, files.markdownPath);
  if (options.json) print(JSON.stringify({ report: reportPath, against, ok: audit.problems.length === 0, ...audit }));
  else printAudit(audit, files.markdownPath, print);
  return audit.problems.length === 0 ? 0 : 1;
}

function auditAll(report: Report, jsonPath: string, against: string, markdown: string | null, markdownPath: string): Audit {
  const inputs = checkInputs(
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
  const fingerprint = inputs.fingerprint ?? report.inputs.fingerprint;
  const stale = changed.length === 0 && inputs.added.length === 0 && fingerprint !== report.inputs.fingerprint;
  const text = markdown === null ? null : textOf(markdown, report, markdownPath);
  const problems: AuditProblem[] = [
    ...changed.map(({ path, message }): AuditProblem => ({ kind: 'artifact', place: path, message })),
    ...inputs.added.map((path): AuditProblem => ({ kind: 'artifact', place: path, message: 'is new: the report does not know it' })),
    ...(stale
      ? [
          {
            kind: 'fingerprint',
            place: `${jsonPath}:/inputs/fingerprint`,
            message: `is ${report.inputs.fingerprint}, but the artifacts give ${fingerprint}`,
          } as const,
        ]
      : []),
    ...wrong,
    ...checkReport(report).map(({ pointer, message }): AuditProblem => ({ kind: 'report', place: `${jsonPath}:${pointer}`, message })),
    ...(text?.problems ?? []),
  ];
  return {
    problems,
    facts: { checked: report.facts.length, agreed: report.facts.length - wrong.length },
    cellsRead: inputs.cellCount,
    artifacts: { checked: inputs.artifacts.length, same: inputs.artifacts.length - changed.length },
    numbers: text && { found: text.found, traced: text.traced },
  };
}

/** A report that cites facts it does not hold cannot be rendered; `checkReport` names the claims that do. */
function textOf(markdown: string, report: Report, path: string): ReturnType<typeof auditText> {
  try {
    return auditText(markdown, report, path);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { problems: [{ kind: 'text', place: path, message: `cannot be compared: ${error.message}` }], found: 0, traced: 0 };
  }
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

function printAudit({ problems, facts, cellsRead, artifacts, numbers }: Audit, markdownPath: string, print: (line: string) => void): void {
  const kinds = [...new Set(problems.map(({ kind }) => kind))];
  for (const kind of kinds) {
    const own = problems.filter((problem) => problem.kind === kind);
    for (const { place, message } of own.slice(0, PRINTED_COUNT_MAX)) print(printable(`${place}: ${message}`));
    if (own.length > PRINTED_COUNT_MAX) print(`and ${own.length - PRINTED_COUNT_MAX} more of this kind; --json lists all`);
  }
  if (numbers === null) print(printable(`${markdownPath}: not there, so only the facts were checked`));
  const checked = [
    `${artifacts.same} of ${artifacts.checked} artifacts unchanged`,
    `${facts.agreed} of ${facts.checked} facts agree with ${cellsRead} cells re-read`,
    ...(numbers === null ? [] : [`${numbers.traced} of ${numbers.found} numbers in the text traced`]),
  ];
  print(`${problems.length === 0 ? 'ok' : `${problems.length} differences`}: ${checked.join(', ')}`);
}

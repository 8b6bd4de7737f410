import { resolve } from 'node:path';
import { isOwnReport } from '../edges/files/own-report.ts';
import { auditReport, isMarkdownName } from './audit.ts';
import { auditClaims } from './audit-claims.ts';
import type { CliContext, ExitCode } from './context.ts';
import { readReport } from './read-report.ts';

export interface AuditOptions {
  readonly against: string;
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly annotate?: boolean;
  readonly check?: boolean;
  readonly fix?: boolean;
}

/**
 * `audit FILES... --against DIR`: annotated copies are left out, as `*.md` names them too; reports of ours one after the other, each made again; all other texts together, claim by claim. With `check` or `fix`
 * only the numbers that texts mark: see `auditMarks`.
 *
 * @returns 0 when nothing is wrong; 1 when something is; 2 for a file that cannot be audited in this way; 3 when the facts of a report are missing: of
 *   several the highest.
 * @throws AppError see `auditReport`, `auditClaims` and `auditMarks`.
 */
export async function auditFiles(named: readonly string[], options: AuditOptions, context: CliContext): Promise<ExitCode> {
  const { against, json = false, sarif = false, annotate = false, check = false, fix = false } = options;
  if (check || fix) {
    const { auditMarks } = await import('./audit-marks.ts');
    return auditMarks(named, against, context, { json, fix });
  }
  const copies = named.filter((path) => isAnnotatedCopy(resolve(context.cwd, path)));
  for (const copy of copies) context.note(`${copy} is an annotated copy, which is left out: audit the text that it was made of`);
  const paths = named.filter((path) => !copies.includes(path));
  if (paths.length === 0) return 2;
  const isText = (path: string) => isMarkdownName(path) && readReport(resolve(context.cwd, path)).kind === 'foreign';
  const texts = paths.filter(isText);
  const reports = paths.filter((path) => !texts.includes(path));
  const [own] = reports;
  if (own !== undefined && (sarif || annotate))
    return refuse(
      `${own} is no text whose claims are checked one by one: leave it out, or audit it without --sarif and --annotate`,
      context,
    );
  let exitCode: ExitCode = 0;
  for (const path of reports) exitCode = worse(exitCode, await auditReport(path, against, context, { json }));
  if (texts.length > 0) exitCode = worse(exitCode, await auditClaims(texts, against, context, { json, sarif, annotate }));
  return exitCode;
}

/** What is ours by its last line alone. */
function isAnnotatedCopy(path: string): boolean {
  return isMarkdownName(path) && isOwnReport(path) && readReport(path).kind === 'foreign';
}

function refuse(message: string, { note }: CliContext): 2 {
  note(message);
  return 2;
}

function worse(a: ExitCode, b: ExitCode): ExitCode {
  return a > b ? a : b;
}

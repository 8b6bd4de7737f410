import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { refreshOptions } from '../compose/refresh-options.ts';
import { Config } from '../config.ts';
import type { CheckedClaim, CheckedText, ClaimVerdict } from '../contracts/checked-claim.ts';
import { AppError } from '../errors.ts';
import { visibleText } from '../visible-text.ts';
import type { CliContext } from './context.ts';

type ClaimContext = Pick<CliContext, 'print' | 'openRefresher' | 'signal' | 'cwd'>;

/** Larger texts are no reports. */
const TEXT_BYTES_MAX = 8 * 1024 * 1024;

const ACCUSED: ReadonlySet<ClaimVerdict> = new Set(['contradicted', 'misattributed']);
const VERDICT_TEXT: Readonly<Record<ClaimVerdict, string>> = {
  supported: 'supported',
  contradicted: 'contradicted',
  misattributed: 'misattributed',
  outdated: 'outdated',
  unsupported: 'unsupported',
  'not-checkable': 'not checkable',
};
/** Sources that are named of a figure. */
const PLACE_COUNT_MAX = 2;

/**
 * `audit ANY.md --against DIR`: holds every claim of a Markdown text against the facts and cells of a directory, in a process of its own.
 *
 * @returns 0; 1 when something is contradicted or misattributed.
 * @throws AppError `REPORT_UNREADABLE`, `ROOT_UNREADABLE`, and those of the stage that failed.
 */
export async function auditClaims(path: string, against: string, context: ClaimContext, options: { json: boolean }): Promise<0 | 1> {
  const { print } = context;
  const checked = await checkedText(path, resolve(context.cwd, against), context);
  if (options.json) print(JSON.stringify({ text: path, against, ok: !isAccused(checked), ...checked }));
  else printChecked(checked, against, print);
  return isAccused(checked) ? 1 : 0;
}

function isAccused({ claims }: CheckedText): boolean {
  return claims.some(({ verdict }) => ACCUSED.has(verdict));
}

/** Reads the data of a directory as for a report, which is not published, and holds the text against them. */
async function checkedText(path: string, directory: string, { openRefresher, signal, cwd }: ClaimContext): Promise<CheckedText> {
  const text = readMarkdownFile(resolve(cwd, path));
  if (!existsSync(directory) || !statSync(directory).isDirectory()) throw new AppError('ROOT_UNREADABLE', directory);
  const config = Config.parse({});
  const scratch = mkdtempSync(join(tmpdir(), 'benchscribe-audit-'));
  const pool = await openRefresher(config, { childCount: 1 });
  try {
    const failures: AppError[] = [];
    const found: CheckedText[] = [];
    const request = {
      rootId: 'audit',
      rootPath: directory,
      targets: [{ directory: '.', outDirectory: join(scratch, 'report'), keepsStanding: false }],
      // Nothing counts as still being written: the data are those that the text can have been written from.
      options: { ...refreshOptions(config, []), quietMs: 0 },
      audited: { path, text },
    };
    const events = {
      onOutcome: ({ checked }: { readonly checked: CheckedText | null }) => void (checked && found.push(checked)),
      onFailed: (_: string, error: AppError) => void failures.push(error),
      onFlaw: () => undefined,
    };
    await pool.refresh(request, events, signal);
    for (const error of failures) throw error;
    const [checked] = found;
    if (checked === undefined) throw new Error(`nothing became of the claims of ${path}`);
    return checked;
  } finally {
    await pool.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function readMarkdownFile(path: string): string {
  try {
    if (statSync(path).size > TEXT_BYTES_MAX) throw new AppError('REPORT_UNREADABLE', `${path}: larger than 8 MiB`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('REPORT_UNREADABLE', path, { cause: error });
  }
}

function printChecked({ path, claims, counts, coincidence, hasData }: CheckedText, against: string, print: (line: string) => void): void {
  for (const claim of claims) print(visibleText(claimLine(path, claim)));
  if (!hasData) print(visibleText(`${against} holds no measurements: nothing of this text can be verified`));
  const told = (Object.entries(counts) as [ClaimVerdict, number][])
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${VERDICT_TEXT[verdict]}`);
  const rate = (coincidence.rate * 100).toFixed(1);
  const luck = coincidence.claimCount === 0 ? '' : `; of random numbers of the same precision ${rate} % would have been called supported`;
  print(`${claims.length} ${claims.length === 1 ? 'claim' : 'claims'}: ${told.join(', ')}${luck}`);
}

/** `notes.md:3: contradicted: "253.9 tok/s": the data say ... [a.csv row=25;col=tokens_s]` */
function claimLine(path: string, { line, verdict, said, quote, reason, evidence }: CheckedClaim): string {
  const places = evidence.flatMap(({ sources }) => sources.map(({ path: file, cells }) => `${file} ${cells[0] ?? ''}`.trim()));
  const shown = [...new Set(places)].slice(0, PLACE_COUNT_MAX);
  const words = said === '' ? shortened(quote) : said;
  return `${path}:${line}: ${VERDICT_TEXT[verdict]}: "${words}": ${reason}${shown.length === 0 ? '' : ` [${shown.join('; ')}]`}`;
}

const QUOTE_CHARS_MAX = 60;

function shortened(text: string): string {
  return text.length > QUOTE_CHARS_MAX ? `${text.slice(0, QUOTE_CHARS_MAX)}…` : text;
}

import { hash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { artifactKind } from '../adapters/kind.ts';
import { refreshOptions } from '../compose/refresh-options.ts';
import { Config } from '../config.ts';
import type { CheckedClaim, CheckedText, ClaimVerdict } from '../contracts/checked-claim.ts';
import { annotationsOf } from '../core/annotate/annotate-text.ts';
import { sarifLog } from '../core/annotate/sarif-log.ts';
import { summaryText, VERDICTS } from '../core/annotate/verdict-words.ts';
import { isContainer } from '../edges/containers/unpack.ts';
import { readTextFile, type TextFile, withEdits, writeAnnotatedCopy } from '../edges/files/text-file.ts';
import { AppError } from '../errors.ts';
import { appendAll } from '../sequences/append-all.ts';
import { visibleText } from '../visible-text.ts';
import type { CliContext } from './context.ts';

type ClaimContext = Pick<CliContext, 'print' | 'note' | 'openRefresher' | 'signal' | 'cwd' | 'version'>;

export interface ClaimAuditOptions {
  readonly json: boolean;
  /** SARIF on standard output, and nothing else there. */
  readonly sarif?: boolean;
  /** An annotated copy beside each text. */
  readonly annotate?: boolean;
}

const ACCUSED: ReadonlySet<ClaimVerdict> = new Set(['contradicted', 'misattributed']);
/** Sources that are named of a figure. */
const PLACE_COUNT_MAX = 2;

/**
 * `audit ANY.md... --against DIR`: holds every claim of Markdown texts against the facts and cells of a directory, in a process of its own.
 *
 * @returns 0; 1 when something is contradicted or misattributed.
 * @throws AppError `REPORT_UNREADABLE`, `ROOT_UNREADABLE`, `TEXT_FOREIGN`, `TEXT_UNWRITABLE`, and those of the stage that failed.
 */
export async function auditClaims(
  paths: readonly string[],
  against: string,
  context: ClaimContext,
  { json, sarif = false, annotate = false }: ClaimAuditOptions,
): Promise<0 | 1> {
  const { print, note, cwd } = context;
  const directory = resolve(cwd, against);
  const files = paths.map((path) => ({ ...readTextFile(resolve(cwd, path)), named: path }));
  const checked = await checkedTexts(files, directory, context);
  const texts = files.map((file, index) => ({ file, checked: checked[index]! }));
  for (const { file, checked: own } of texts) {
    const copy = annotate ? annotatedCopy(file, own, against, directory) : null;
    if (copy !== null) note(`${named(copy.path, cwd)} ${copy.isNew ? 'written' : 'says so already'}`);
    if (json) print(JSON.stringify({ text: file.named, against, ok: !isAccused(own), ...own }));
    else if (!sarif) printChecked(own, against, print);
  }
  if (sarif) print(JSON.stringify(sarifOf(texts, directory, context)));
  return checked.some(isAccused) ? 1 : 0;
}

function isAccused({ claims }: CheckedText): boolean {
  return claims.some(({ verdict }) => ACCUSED.has(verdict));
}

/** Reads the data of a directory as for a report, which is not published, and holds the texts against them. */
async function checkedTexts(
  files: readonly (TextFile & { readonly named: string })[],
  directory: string,
  { openRefresher, signal }: ClaimContext,
): Promise<readonly CheckedText[]> {
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
      audited: files.map(({ named: path, text }) => ({ path, text })),
    };
    const events = {
      onOutcome: ({ checked }: { readonly checked: readonly CheckedText[] }) => appendAll(found, checked),
      onFailed: (_: string, error: AppError) => void failures.push(error),
      onFlaw: () => undefined,
    };
    await pool.refresh(request, events, signal);
    for (const error of failures) throw error;
    const lost = files.find(({ named: path }, index) => found[index]?.path !== path);
    if (lost !== undefined) throw new Error(`nothing became of the claims of ${lost.named}`);
    return found;
  } finally {
    await pool.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** `notes.md` gets `notes.annotated.md` beside it; a name that is not that of Markdown gets it behind its whole name. */
function annotatedCopy(file: TextFile, checked: CheckedText, against: string, directory: string): { path: string; isNew: boolean } {
  const path = `${file.path.replace(/\.md$/i, '')}.annotated.md`;
  const hrefOf = (artifact: string) => addressOf(relative(dirname(path), join(directory, artifact)));
  const edits = annotationsOf(file.text, checked, against, hrefOf).map(({ at, text }) => ({ start: at, end: at, text }));
  return { path, isNew: writeAnnotatedCopy(path, withEdits(file, edits)) };
}

function sarifOf(
  texts: readonly { readonly file: TextFile; readonly checked: CheckedText }[],
  directory: string,
  { cwd, version }: ClaimContext,
) {
  const uriOf = (path: string) => {
    const below = relative(cwd, path);
    return below.startsWith('..') ? pathToFileURL(path).href : addressOf(below);
  };
  return sarifLog(
    texts.map(({ file, checked }) => ({ uri: uriOf(file.path), text: file.text, checked })),
    {
      version,
      uriOf: (path) => uriOf(join(directory, path)),
      hasLines: (path) => {
        const kind = artifactKind(path);
        return kind !== null && !isContainer(kind);
      },
      digestOf: (text) => hash('sha256', text),
    },
  );
}

/** A relative path as a URI. */
function addressOf(path: string): string {
  return path.split(sep).map(encodeURIComponent).join('/');
}

/** As somebody who stands in the working directory would name it. */
function named(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below.startsWith('..') ? path : below;
}

function printChecked(checked: CheckedText, against: string, print: (line: string) => void): void {
  for (const claim of checked.claims) print(visibleText(claimLine(checked.path, claim)));
  if (!checked.hasData) print(visibleText(`${against} holds no measurements: nothing of this text can be verified`));
  print(summaryText(checked));
}

/** `notes.md:3: contradicted: "253.9 tok/s": the data say ... [a.csv row=25;col=tokens_s]` */
function claimLine(path: string, { line, verdict, said, quote, reason, evidence }: CheckedClaim): string {
  const places = evidence.flatMap(({ sources }) => sources.map(({ path: file, cells }) => `${file} ${cells[0] ?? ''}`.trim()));
  const shown = [...new Set(places)].slice(0, PLACE_COUNT_MAX);
  const words = said === '' ? shortened(quote) : said;
  return `${path}:${line}: ${VERDICTS[verdict].name}: "${words}": ${reason}${shown.length === 0 ? '' : ` [${shown.join('; ')}]`}`;
}

const QUOTE_CHARS_MAX = 60;

function shortened(text: string): string {
  return text.length > QUOTE_CHARS_MAX ? `${text.slice(0, QUOTE_CHARS_MAX)}…` : text;
}

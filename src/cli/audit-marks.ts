import { resolve } from 'node:path';
import { Config } from '../config.ts';
import type { MarkedNumber, MarkVerdict } from '../contracts/marked-number.ts';
import { isPassing, stemOf } from '../core/history/comparable.ts';
import { type CheckedMark, checkMarks } from '../core/marks/check-marks.ts';
import { findMarks } from '../core/marks/find-marks.ts';
import { type PresentFacts, presentFacts } from '../core/marks/present-facts.ts';
import { readTextFile, replaceTextFile, withEdits } from '../edges/files/text-file.ts';
import { visibleText } from '../visible-text.ts';
import type { CliContext, ExitCode } from './context.ts';
import { madeReport, placeOf } from './made-report.ts';

type MarkContext = Pick<CliContext, 'print' | 'note' | 'openRefresher' | 'signal' | 'cwd'>;

/** A verdict as it is printed, and counted. */
const VERDICT_TEXT: Readonly<Record<MarkVerdict | 'rewritten', readonly [of: string, many: string]>> = {
  holds: ['holds', 'hold'],
  moved: ['moved', 'moved'],
  rewritten: ['rewritten', 'rewritten'],
  unknown: ['unknown fact', 'of an unknown fact'],
  unreadable: ['unreadable', 'unreadable'],
};

/**
 * `audit --check FILES... --against DIR`: holds every number that has `<!-- benchscribe: FACT -->` behind it against what the data say of the fact now.
 * With `fix` those that have moved are rewritten, digits for digits.
 *
 * @returns 0 when all hold, or have been made to; 1 when one has moved; 2 when a mark cannot be checked (no such fact, no number, another unit), and
 *   when there is none.
 * @throws AppError `REPORT_UNREADABLE`, `ROOT_UNREADABLE`, `DIRECTORY_EMPTY`, `TEXT_UNWRITABLE`, and those of making a report.
 */
export async function auditMarks(
  paths: readonly string[],
  against: string,
  context: MarkContext,
  { json, fix }: { readonly json: boolean; readonly fix: boolean },
): Promise<ExitCode> {
  const { cwd, print, note } = context;
  // Before the data are read, which takes longer.
  const isMarked = paths.some((path) => findMarks(readTextFile(resolve(cwd, path)).text).length > 0);
  if (!isMarked) {
    note(`${paths.join(', ')}: no number is marked, so there is nothing to check; docs/claims.md says how one is`);
    return 2;
  }
  const present = await factsOf(resolve(cwd, against), context);
  let exitCode: ExitCode = 0;
  for (const path of paths) {
    const numbers = checkedFile(resolve(cwd, path), present, fix);
    const code = exitCodeOf(numbers);
    if (code > exitCode) exitCode = code;
    if (json)
      print(
        JSON.stringify({
          text: path,
          against,
          ok: code === 0,
          numbers: numbers.map(({ marked, isRewritten }) => ({ ...marked, isRewritten })),
        }),
      );
    else printNumbers(path, numbers, print);
  }
  return exitCode;
}

async function factsOf(directory: string, context: MarkContext): Promise<PresentFacts> {
  const config = Config.parse({});
  const pool = await context.openRefresher(config, { childCount: 1 });
  try {
    // Nothing counts as still being written: the numbers are held against what is there.
    const report = await madeReport(placeOf(directory, []), { ...config, watch: { ...config.watch, quietMs: 0 } }, pool, context);
    return presentFacts(report, { isPassing, stemOf });
  } finally {
    await pool.close();
  }
}

interface CheckedNumber {
  readonly marked: MarkedNumber;
  readonly isRewritten: boolean;
}

/** Reads the file only now, and writes it at once: nobody's changes of the meantime are lost. */
function checkedFile(path: string, present: PresentFacts, fix: boolean): CheckedNumber[] {
  const file = readTextFile(path);
  const checked: CheckedMark[] = checkMarks(file.text, present);
  const edits = fix ? checked.flatMap((mark) => mark.edits) : [];
  if (edits.length > 0) replaceTextFile(path, withEdits(file, edits));
  return checked.map(({ marked, edits: own }) => ({ marked, isRewritten: fix && own.length > 0 }));
}

function exitCodeOf(numbers: readonly CheckedNumber[]): 0 | 1 | 2 {
  if (numbers.some(({ marked: { verdict } }) => verdict === 'unknown' || verdict === 'unreadable')) return 2;
  return numbers.some(({ marked: { verdict }, isRewritten }) => verdict === 'moved' && !isRewritten) ? 1 : 0;
}

function printNumbers(path: string, numbers: readonly CheckedNumber[], print: (line: string) => void): void {
  const counts = new Map<keyof typeof VERDICT_TEXT, number>();
  for (const { marked, isRewritten } of numbers) {
    const verdict = isRewritten ? 'rewritten' : marked.verdict;
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    const { line, column, said, present, reason, candidates } = marked;
    const now = marked.verdict === 'moved' && present !== null ? ` ${isRewritten ? 'to' : 'is now'} "${present}"` : '';
    const words = said === '' ? '' : ` "${said}"${now}:`;
    print(visibleText(`${path}:${line}:${column}: ${VERDICT_TEXT[verdict][0]}:${words} ${reason}`));
    for (const { name, about } of candidates) print(visibleText(`  ${name}: ${about}`));
  }
  const told = [...counts].map(([verdict, count]) => `${count} ${VERDICT_TEXT[verdict][count === 1 ? 0 : 1]}`);
  print(
    visibleText(
      `${path}: ${numbers.length} marked ${numbers.length === 1 ? 'number' : 'numbers'}${told.length === 0 ? '' : `: ${told.join(', ')}`}`,
    ),
  );
}

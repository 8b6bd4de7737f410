import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LEDGER_NAME } from '../contracts/ledger-name.ts';
import { Report } from '../contracts/report.ts';
import { REPORT_BASENAME } from '../contracts/report-name.ts';
import { DEFAULT_CONFIG } from '../default-config.ts';
import type { NarrationLookup } from '../edges/narration/narration-lookup.ts';
import type { AppError } from '../errors.ts';
import type { CliContext } from './context.ts';
import { type LocatedInputs, rootAbove } from './located-inputs.ts';

/**
 * Makes a report again from the artifacts behind it, and what models had answered, as it was made, without publishing it.
 *
 * @returns the report of the same place, root and limits; its time stamps and durations are its own.
 * @throws AppError of the stage that failed.
 */
export async function repeatReport(
  stated: Pick<Report, 'root' | 'directory' | 'slo' | 'narrator' | 'narrative'>,
  inputs: LocatedInputs,
  { openRefresher, signal }: Pick<CliContext, 'openRefresher' | 'signal'>,
): Promise<Report> {
  const { root, directory, slo = {} } = stated;
  const scratch = mkdtempSync(join(tmpdir(), 'benchscribe-audit-'));
  const outDirectory = join(scratch, 'report');
  const pool = await openRefresher({ ...DEFAULT_CONFIG, slo }, { childCount: 1 });
  try {
    const failures: AppError[] = [];
    const request = {
      rootId: root,
      rootPath: rootOf(directory, inputs, join(scratch, 'root')),
      targets: [{ directory, outDirectory, keepsStanding: false }],
      options: { ...inputs.options, formats: ['json' as const], slo },
      narration: narrationOf(stated),
    };
    // A part that throws is left out of the report here as it was there, and named in both.
    await pool.refresh(
      request,
      { onOutcome: () => undefined, onFailed: (_, error) => failures.push(error), onFlaw: () => undefined },
      signal,
    );
    for (const error of failures) throw error;
    return Report.parse(JSON.parse(readFileSync(join(outDirectory, `${REPORT_BASENAME}.json`), 'utf8')));
  } finally {
    await pool.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What agents had answered when the report was made: of the same answer the program makes the same page. */
function narrationOf({ narrator, narrative }: Pick<Report, 'narrator' | 'narrative'>): NarrationLookup | null {
  if (narrator === undefined) return null;
  const { answered, agents, commentary, status } = narrative;
  const [planners, writers] = [true, false].map((plans) => agents.filter(({ id }) => (id !== 'commentator') === plans));
  const written = commentary ? { answer: { ...commentary.answered, agents: writers! } } : null;
  return {
    kind: 'answered',
    narration: answered && { ...answered, agents: planners! },
    // What is still to be written is so again.
    commentary: written ?? (status === 'pending' ? { answer: null } : null),
    mark: narrator,
  };
}

/**
 * A root below which the artifacts have the place that the report names, because labels are inferred from it: the directory above, or a
 * copy where they lie elsewhere now.
 */
function rootOf(directory: string, { base, listing }: LocatedInputs, scratch: string): string {
  const above = rootAbove(base, directory);
  if (above !== null) return above;
  if (existsSync(join(base, LEDGER_NAME))) {
    mkdirSync(join(scratch, directory), { recursive: true });
    copyFileSync(join(base, LEDGER_NAME), join(scratch, directory, LEDGER_NAME));
  }
  for (const { path, modifiedAtMs } of listing.entries) {
    const copy = join(scratch, directory, path);
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(join(base, path), copy);
    utimesSync(copy, modifiedAtMs / 1000, modifiedAtMs / 1000);
  }
  return scratch;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refreshOptions } from '../compose/refresh-options.ts';
import type { Config } from '../config.ts';
import type { Brief, Narration } from '../contracts/narration.ts';
import { isWorthAsking } from '../core/narrate/worth-asking.ts';
import { reportDirectories } from '../edges/files/report-directories.ts';
import type { NarrationLookup } from '../edges/narration/narration-lookup.ts';
import type { NarrationService } from '../edges/narration/narration-service.ts';
import type { AppError } from '../errors.ts';
import type { CliContext } from './context.ts';
import { readReportJson } from './read-report-json.ts';

/** A report of which something is to be chosen, and what agents are told of it. */
export interface BriefedReport {
  readonly root: { readonly id: string; readonly path: string };
  readonly directory: string;
  readonly brief: Brief;
}

/** Reports made aside, so that nothing is written below the roots. To be closed. */
export interface ReportsAside {
  /** Every report of the roots of which there is something to choose. */
  readonly briefed: readonly BriefedReport[];
  /** The narrative of a report, made again with this answer. */
  narrativeWith(report: BriefedReport, narration: Narration): Promise<Awaited<ReturnType<typeof readReportJson>>['narrative']>;
  close(): Promise<void>;
}

/** Makes the reports of all roots once. @throws AppError of one that cannot be made. */
export async function reportsAside(config: Config, service: NarrationService, context: CliContext): Promise<ReportsAside> {
  const scratch = mkdtempSync(join(tmpdir(), 'benchscribe-asking-'));
  const pool = await context.openRefresher(config, { childCount: 1 });
  const options = refreshOptions(config, ['json']);

  async function close(): Promise<void> {
    await pool.close();
    rmSync(scratch, { recursive: true, force: true });
  }

  async function make(root: BriefedReport['root'], directories: readonly string[], narration: NarrationLookup): Promise<BriefedReport[]> {
    const briefed: BriefedReport[] = [];
    const failures: AppError[] = [];
    const targets = directories.map((directory) => ({
      directory,
      outDirectory: join(scratch, root.id, directory),
      keepsStanding: false,
    }));
    await pool.refresh(
      { rootId: root.id, rootPath: root.path, targets, options, narration },
      {
        onOutcome({ directory, narrative }) {
          if (narrative !== null) briefed.push({ root, directory, brief: narrative.brief });
        },
        onFailed: (_directory, error) => failures.push(error),
        onFlaw: () => undefined,
      },
      context.signal,
    );
    for (const error of failures) throw error;
    return briefed;
  }

  try {
    const briefed: BriefedReport[] = [];
    for (const root of config.roots) {
      context.progress(`reading ${root.path}`);
      const directories = reportDirectories(root.path, config.reports.directories, config.watch.ignore);
      for (const report of await make(root, directories, service.lookup())) if (isWorthAsking(report.brief)) briefed.push(report);
    }
    context.progress('');
    return {
      briefed,
      async narrativeWith({ root, directory }, narration) {
        const mark = { status: 'verified', agents: '', weights: '' } as const;
        await make(root, [directory], { kind: 'answered', narration, commentary: null, mark });
        return readReportJson(join(scratch, root.id, directory)).narrative;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

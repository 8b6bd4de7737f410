import { join, relative, resolve } from 'node:path';
import type { Ledger, LedgerKey } from '../contracts/ledger.ts';
import type { Report } from '../contracts/report.ts';
import { withEntry } from '../core/ledger/edit-ledger.ts';
import { namesRun } from '../core/ledger/run-names.ts';
import { rewriteLedger } from '../edges/files/ledger-writer.ts';
import { AppError } from '../errors.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';
import { byState, changeLines, type ListedChange, listedChanges, STATES } from './known-changes.ts';
import { madeReport, placeOf, type WantedReport } from './made-report.ts';

export interface RegressionsOptions extends SharedOptions {
  readonly json?: boolean;
  readonly failOn?: 'open';
}

/** What every decision has. */
export interface DecisionOptions extends SharedOptions {
  /** Directory of the report that it is about. */
  readonly in: string;
  readonly reason: string;
}

interface Found {
  readonly place: WantedReport;
  readonly report: Report;
}

/** The report of a directory as it is now, with its root as the configuration has it. */
async function reportOf(directory: string, options: SharedOptions, context: CliContext): Promise<Found> {
  const config = await commandConfig(context, options);
  const place = placeOf(resolve(context.cwd, directory), config.roots);
  const pool = await context.openRefresher(config, { childCount: 1 });
  try {
    return { place, report: await madeReport(place, config, pool, context) };
  } finally {
    await pool.close();
  }
}

/**
 * `regressions [DIR]`: what got worse in DIR, and what is known of it, one line each.
 *
 * @returns 0; 1 with `--fail-on open` when one is open or reopened.
 * @throws AppError of making a report.
 */
export async function regressions(directory: string, options: RegressionsOptions, context: CliContext): Promise<ExitCode> {
  const { report } = await reportOf(directory, options, context);
  const changes = listedChanges(report);
  if (options.json === true) context.print(JSON.stringify(asJson(directory, report)));
  else for (const line of listed(changes, report)) context.print(line);
  const isOpen = changes.some(({ state }) => state === 'open' || state === 'reopened');
  return options.failOn === 'open' && isOpen ? 1 : 0;
}

/** The changes of which something is known, as the report has them. */
function asJson(directory: string, { changes, history, ledger }: Report): object {
  return { directory, changes: byState(changes), failures: byState(history?.failures ?? []), ledger: ledger ?? null };
}

function listed(changes: readonly ListedChange[], { facts, ledger }: Report): string[] {
  const counts = STATES.map((state) => `${changes.filter((change) => change.state === state).length} ${state}`);
  const { files = [], excluded = [], resets = [], accepted = [], tags = [] } = ledger ?? {};
  return [
    counts.join(', '),
    ...changeLines(changes, facts),
    ...excluded.map(({ run, reason }) => `excluded ${run}: ${reason}`),
    ...resets.map(({ run, reason }) => `reset with ${run}: ${reason}`),
    ...accepted.map(({ run, reason }) => `accepted ${run}: ${reason}`),
    ...tags.map(({ tag, run, reason }) => `tag ${tag} on ${run}: ${reason}`),
    ...files.flatMap(({ path, problem }) => (problem === undefined ? [] : [`${path} is not used: ${problem}`])),
  ];
}

/** Adds an entry to the ledger of a place, and says where. */
function decide<K extends LedgerKey>(
  { rootPath }: WantedReport,
  key: K,
  entries: readonly Ledger[K][number][],
  { print, cwd }: CliContext,
  said: string,
): void {
  const path = rewriteLedger(
    rootPath,
    (before) =>
      entries.reduce<string | null>((text, entry) => {
        const edited = withEntry(text, key, entry);
        if ('problem' in edited) throw new AppError('LEDGER_INVALID', edited.problem);
        return edited.text;
      }, before) ?? '',
  );
  const fromHere = relative(cwd, path);
  print(`${fromHere.startsWith('..') ? path : fromHere}: ${said}`);
}

/**
 * `regressions acknowledge CHANGE... --in DIR`: changes are known from now on, told after the others and no reason to fail, until a day or until
 * they go beyond what they are now.
 *
 * @throws AppError `CHANGE_UNKNOWN`, `LEDGER_INVALID`, `LEDGER_UNWRITABLE`, and those of making a report.
 */
export async function acknowledge(
  ids: readonly string[],
  options: DecisionOptions & { readonly until?: string },
  context: CliContext,
): Promise<ExitCode> {
  const { place, report } = await reportOf(options.in, options, context);
  const known = listedChanges(report).filter(({ state }) => state !== 'recovered');
  const entries = ids.map((id) => {
    const change = known.find((own) => own.id === id);
    if (!change) throw new AppError('CHANGE_UNKNOWN', `${id}; it has ${known.map((own) => own.id).join(', ') || 'none'}`);
    const { metric, labels, since, size } = change;
    return {
      metric,
      labels,
      ...(since === undefined ? {} : { since }),
      ...size,
      reason: options.reason,
      ...(options.until === undefined ? {} : { until: options.until }),
    };
  });
  decide(place, 'acknowledged', entries, context, `acknowledged ${ids.join(', ')}`);
  return 0;
}

/** The name of a run as the report has it. @throws AppError `RUN_UNKNOWN`. */
function runIn({ place: { directory }, report: { history, ledger } }: Found, run: string): string {
  const names = [...(history?.runs ?? []).map(({ name }) => name), ...(ledger?.excluded ?? []).map((own) => own.run)];
  const found = names.find((name) => namesRun(run, name, directory));
  if (found === undefined) throw new AppError('RUN_UNKNOWN', `${run}; it has ${names.join(', ') || 'none'}`);
  return join(directory, found);
}

/**
 * `regressions reset|exclude|accept|tag RUN --in DIR`: what is decided about a run, under its path below the root.
 *
 * @throws AppError `RUN_UNKNOWN`, `LEDGER_INVALID`, `LEDGER_UNWRITABLE`, and those of making a report.
 */
export async function decideOnRun(
  what: 'resets' | 'excluded' | 'accepted',
  name: string,
  options: DecisionOptions & { readonly metric?: string },
  context: CliContext,
): Promise<ExitCode> {
  const found = await reportOf(options.in, options, context);
  const run = runIn(found, name);
  const { metric, reason } = options;
  const said = { resets: 'begins anew with', excluded: 'excluded', accepted: 'accepted' }[what];
  const entry = { run, ...(what === 'resets' && metric !== undefined ? { metric } : {}), reason };
  decide(found.place, what, [entry], context, `${said} ${run}`);
  return 0;
}

/** `regressions tag RUN TAG --in DIR`: another run that has the tag loses it. Throws as `decideOnRun` does. */
export async function tagRun(name: string, tag: string, options: DecisionOptions, context: CliContext): Promise<ExitCode> {
  const found = await reportOf(options.in, options, context);
  const run = runIn(found, name);
  decide(found.place, 'tags', [{ tag, run, reason: options.reason }], context, `tagged ${run} as ${tag}`);
  return 0;
}

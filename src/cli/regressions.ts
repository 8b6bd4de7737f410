import { join, relative, resolve } from 'node:path';
import type { Fact } from '../contracts/fact.ts';
import type { ChangeState, Ledger, LedgerKey } from '../contracts/ledger.ts';
import type { Change, Report } from '../contracts/report.ts';
import { withEntry } from '../core/ledger/edit-ledger.ts';
import { namesRun } from '../core/ledger/run-names.ts';
import { rewriteLedger } from '../edges/files/ledger-writer.ts';
import { AppError } from '../errors.ts';
import { unitText } from '../metrics/format.ts';
import { metricOf } from '../metrics/registry.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';
import { madeReport, placeOf, type WantedReport } from './made-report.ts';
import { labelsApart, percent, rounded } from './series-text.ts';

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

const STATES: readonly ChangeState[] = ['open', 'reopened', 'acknowledged', 'recovered'];
const WIDTH = 12;
/** Digits of an acknowledged change: what it was is compared with an interval, which is wider. */
const CHANGE_DIGITS = 4;

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

type Known = Change & { readonly state: ChangeState };

function knownChanges({ changes }: Report): Known[] {
  const known = changes.flatMap((change) => (change.state === undefined ? [] : [{ ...change, state: change.state }]));
  return known.toSorted((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
}

/**
 * `regressions [DIR]`: what got worse in DIR, and what is known of it, one line each.
 *
 * @returns 0; 1 with `--fail-on open` when one is open or reopened.
 * @throws AppError of making a report.
 */
export async function regressions(directory: string, options: RegressionsOptions, context: CliContext): Promise<ExitCode> {
  const { report } = await reportOf(directory, options, context);
  const changes = knownChanges(report);
  if (options.json === true) context.print(JSON.stringify({ directory, changes, ledger: report.ledger ?? null }));
  else for (const line of listed(changes, report)) context.print(line);
  const isOpen = changes.some(({ state }) => state === 'open' || state === 'reopened');
  return options.failOn === 'open' && isOpen ? 1 : 0;
}

function listed(changes: readonly Known[], { facts, ledger }: Report): string[] {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const labelsOf = labelsApart(changes.map(({ labels }) => new Map(Object.entries(labels))));
  const counts = STATES.map((state) => `${changes.filter((change) => change.state === state).length} ${state}`);
  const { files = [], excluded = [], resets = [], accepted = [], tags = [] } = ledger ?? {};
  return [
    counts.join(', '),
    ...changes.map((change) => lineOf(change, byId, labelsOf(new Map(Object.entries(change.labels))))),
    ...excluded.map(({ run, reason }) => `excluded ${run}: ${reason}`),
    ...resets.map(({ run, reason }) => `reset with ${run}: ${reason}`),
    ...accepted.map(({ run, reason }) => `accepted ${run}: ${reason}`),
    ...tags.map(({ tag, run, reason }) => `tag ${tag} on ${run}: ${reason}`),
    ...files.flatMap(({ path, problem }) => (problem === undefined ? [] : [`${path} is not used: ${problem}`])),
  ];
}

function lineOf(change: Known, byId: ReadonlyMap<string, Fact>, labels: string): string {
  const { fact, state, metric, baseline, candidate, relativeChange, interval, status, since, acknowledged, reopened } = change;
  const value = (id: string) => rounded(byId.get(id)!.value);
  const { unit } = byId.get(candidate)!;
  const bounds = interval === undefined ? '' : ` (${percent(interval.low)} to ${percent(interval.high)} %)`;
  const moved = `${value(baseline)} to ${value(candidate)} ${unitText(unit)}, ${percent(relativeChange)} %${bounds}`;
  const until = acknowledged?.until === undefined ? '' : ` until ${acknowledged.until}`;
  const known = acknowledged === undefined ? '' : `; acknowledged${until}: ${acknowledged.reason}`;
  const why = reopened === undefined ? '' : `; ${reopened}`;
  return `${fact} ${state.padEnd(WIDTH)} ${metricOf(metric, unit).name}, ${labels}: ${moved}; ${status} since ${since}${why}${known}`;
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
  const known = knownChanges(report).filter(({ state }) => state !== 'recovered');
  const entries = ids.map((id) => {
    const change = known.find(({ fact }) => fact === id);
    if (!change) throw new AppError('CHANGE_UNKNOWN', `${id}; it has ${known.map(({ fact }) => fact).join(', ') || 'none'}`);
    const { metric, labels, since, relativeChange } = change;
    return {
      metric,
      labels,
      ...(since === undefined ? {} : { since }),
      change: Number(relativeChange.toPrecision(CHANGE_DIGITS)),
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

import type { History } from '../../contracts/history.ts';
import type { LedgerSummary } from '../../contracts/ledger.ts';
import type { ReadLedgers } from './read-ledgers.ts';
import { namesRun } from './run-names.ts';

/** What ledgers say of the runs that a report has, by the names that it gives them; what they say of others is left out. */
export function ledgerSummary({ ledger, files }: ReadLedgers, history: History | null, directory: string): LedgerSummary {
  const runs = history === null ? [] : [...history.summary.runs.map(({ name }) => name), ...history.excluded];
  const ofRuns = <T extends { readonly run: string; readonly reason: string }>(entries: readonly T[]): T[] =>
    runs.flatMap((run) => entries.filter((entry) => namesRun(entry.run, run, directory)).map((entry) => ({ ...entry, run })));
  return {
    files: [...files],
    excluded: ofRuns(ledger.excluded),
    resets: ofRuns(ledger.resets),
    accepted: ofRuns(ledger.accepted),
    tags: ofRuns(ledger.tags),
  };
}

/** Names and quotations that the sentences on a ledger may set as code. */
export function namesOfLedger(ledger: LedgerSummary | null, history: History | null): string[] {
  if (ledger === null) return [];
  const { files, excluded, resets, accepted, tags } = ledger;
  const changes = history === null ? [] : [...history.changes, ...history.failures];
  const states = changes.flatMap(({ state }) => state?.acknowledged ?? []);
  return [
    ...files.flatMap(({ path, problem }) => [path, ...(problem === undefined ? [] : [problem])]),
    ...[...excluded, ...resets, ...accepted, ...tags].flatMap(({ run, reason }) => [run, reason]),
    ...tags.map(({ tag }) => tag),
    ...states.flatMap(({ reason, until }) => [reason, ...(until === null ? [] : [until])]),
  ];
}

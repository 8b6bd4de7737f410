import type { History, HistoryRules } from '../../contracts/history.ts';
import type { LedgerSummary, LedgerText } from '../../contracts/ledger.ts';
import { historyRules, type LedgerPlace } from './history-rules.ts';
import { ledgerSummary } from './ledger-summary.ts';
import type { parseLedger } from './parse-ledger.ts';
import { readLedgers } from './read-ledgers.ts';

/** What people decided about the runs of a report. */
export interface Decisions {
  readonly rules: HistoryRules;
  /** What the ledgers say of the runs that are there; null where no ledger counts for the report. */
  readonly summaryOf: (history: History | null) => LedgerSummary | null;
}

/** @param parse see `readLedgers`. */
export function decisionsOn(ledgers: readonly LedgerText[], parse: typeof parseLedger, place: LedgerPlace): Decisions {
  const read = readLedgers(ledgers, parse);
  return {
    rules: historyRules(read.ledger, place),
    summaryOf: (history) => (read.files.length === 0 ? null : ledgerSummary(read, history, place.directory)),
  };
}

import type { Ledger, LedgerFile, LedgerText } from '../../contracts/ledger.ts';
import { LEDGER_SCHEMA } from '../../contracts/ledger-name.ts';
import type { parseLedger } from './parse-ledger.ts';

/** What several ledgers say together. */
export interface ReadLedgers {
  readonly ledger: Ledger;
  readonly files: readonly LedgerFile[];
}

/**
 * Reads the ledgers of a report. One that is broken costs itself only: it is named with what is wrong, and nothing of it is used.
 *
 * @param parse `parseLedger`: handed in, because it brings a validator along that a report without a ledger need not load.
 */
export function readLedgers(texts: readonly LedgerText[], parse: typeof parseLedger): ReadLedgers {
  const read = texts.map(({ path, sha256, text, problem }) => {
    const parsed = text === null ? { problem: problem ?? '' } : parse(text);
    if ('ledger' in parsed) return { file: { path, sha256 }, ledger: parsed.ledger };
    return { file: { path, sha256, problem: parsed.problem }, ledger: null };
  });
  const ledgers = read.flatMap(({ ledger }) => ledger ?? []);
  const joined = {
    schema: LEDGER_SCHEMA,
    acknowledged: ledgers.flatMap(({ acknowledged }) => acknowledged),
    resets: ledgers.flatMap(({ resets }) => resets),
    excluded: ledgers.flatMap(({ excluded }) => excluded),
    accepted: ledgers.flatMap(({ accepted }) => accepted),
    tags: ledgers.flatMap(({ tags }) => tags),
  } satisfies Ledger;
  return { ledger: joined, files: read.map(({ file }) => file) };
}

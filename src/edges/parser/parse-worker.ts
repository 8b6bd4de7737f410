/** Process that reads and parses artifacts for another: started by `parser-pool.ts`, answers one message for each that it gets. */
import { AppError } from '../../errors.ts';
import { hashFile } from '../files/fingerprint.ts';
import { ingestArtifact } from './ingest-artifact.ts';
import { packResult } from './packed-result.ts';
import type { HashAnswer, IngestAnswer, ParserTask } from './parser-task.ts';

function answer(task: ParserTask): IngestAnswer | readonly HashAnswer[] {
  const { root, options } = task;
  if (task.kind === 'hash') return task.entries.map((entry) => orRefusal(() => hashFile(root, entry, options)));
  return orRefusal(() => {
    const { parsed, ...ingested } = ingestArtifact(root, task.entry, task.options);
    return { ...ingested, parsed: { ...parsed, result: packResult(parsed.result) } };
  });
}

/** Errors lose their class on the way, so those that an operator can meet travel as what they are made of. */
function orRefusal<T>(make: () => T): T | { readonly refusal: Pick<AppError, 'code' | 'detail'> } {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { refusal: { code: error.code, detail: error.detail } };
  }
}

// Signals are meant for the process that asks: this one ends when it is asked no more.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => undefined);
process.on('message', (task) => process.send!(answer(task as ParserTask)));

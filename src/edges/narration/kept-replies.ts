import { hash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { NarrationAgent } from '../../contracts/narration.ts';
import { AppError } from '../../errors.ts';
import { systemErrorCode } from '../files/safe-file.ts';

/** Digests of the weights that agents have now, by agent; null or absent where the server does not tell. */
export type Digests = Readonly<Partial<Record<NarrationAgent['id'], string | null>>>;

/** What came of asking, with the key that it is kept under and who answered. */
interface Reply {
  readonly key: string;
  readonly agents: readonly Pick<NarrationAgent, 'id' | 'digest'>[];
}

/** What came of asking models, by key, each whole or absent: a brief that was asked about is not asked about again. */
export interface KeptReplies<R extends Reply> {
  /** null for none, one of other weights, and one that is damaged, which is removed. */
  read(key: string, digests?: Digests): R | null;
  /** @throws AppError `NARRATIONS_UNWRITABLE`. */
  keep(reply: R): void;
  /** Whether something could be kept: to be asked before a model is, whose answer would be lost. @throws AppError `NARRATIONS_UNWRITABLE`. */
  check(): void;
}

/** One with the longest prompts and personas has some 30 kB. */
const BYTES_MAX = 1024 * 1024;
/** One that is used is marked as such once in this time: each mark is a write. */
const USED_MS = 3_600_000;
const TEMP_AGE_MS_MAX = 3_600_000;

/**
 * @param directory is made when something is first kept. Processes may share it, and stores of other replies.
 * @param countMax of all that is kept there; what was used longest ago goes first.
 */
export function keptReplies<R extends Reply>(directory: string, schema: z.ZodType<R>, countMax = 5_000): KeptReplies<R> {
  const pathOf = (key: string) => join(directory, `${hash('sha256', key).slice(0, 40)}.json`);

  function read(key: string, digests: Digests = {}): R | null {
    const path = pathOf(key);
    const reply = parsed(path, schema);
    if (reply === null) return null;
    if (reply === 'damaged' || reply.key !== key) {
      ignoringSystem(() => rmSync(path, { force: true }));
      return null;
    }
    if (reply.agents.some(({ id, digest }) => digest !== null && (digests[id] ?? digest) !== digest)) return null;
    ignoringSystem(() => Date.now() - statSync(path).mtimeMs > USED_MS && utimesSync(path, new Date(), new Date()));
    return reply;
  }

  function trim(): void {
    const files = readdirSync(directory).flatMap((name) => {
      const path = join(directory, name);
      const stats = ignoringSystem(() => statSync(path));
      return stats?.isFile() ? [{ path, usedAtMs: stats.mtimeMs }] : [];
    });
    const replies = files.filter(({ path }) => path.endsWith('.json')).sort((a, b) => b.usedAtMs - a.usedAtMs);
    const temps = files.filter(({ path, usedAtMs }) => path.endsWith('.tmp') && Date.now() - usedAtMs > TEMP_AGE_MS_MAX);
    for (const { path } of [...replies.slice(countMax), ...temps]) ignoringSystem(() => rmSync(path, { force: true }));
  }

  /** @param use gets the path of a temporary file that was written. */
  function write(text: string, use: (temp: string) => void): void {
    const temp = join(directory, `${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      writeFileSync(temp, text, { flag: 'wx', mode: 0o600, flush: true });
      use(temp);
    } catch (error) {
      ignoringSystem(() => rmSync(temp, { force: true }));
      const code = systemErrorCode(error);
      throw code === null ? error : new AppError('NARRATIONS_UNWRITABLE', `${directory} (${code})`, { cause: error });
    }
  }

  return {
    read,
    keep(reply) {
      write(JSON.stringify(reply), (temp) => renameSync(temp, pathOf(reply.key)));
      trim();
    },
    check: () => write('', rmSync),
  };
}

function parsed<R>(path: string, schema: z.ZodType<R>): R | 'damaged' | null {
  const text = ignoringSystem(() => (statSync(path).size > BYTES_MAX ? '' : readFileSync(path, 'utf8')));
  if (text === null) return null;
  try {
    const reply = schema.safeParse(JSON.parse(text));
    return reply.success ? reply.data : 'damaged';
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return 'damaged';
  }
}

/** What the file system refuses, a store that only saves calls can do without. */
function ignoringSystem<T>(use: () => T): T | null {
  try {
    return use();
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return null;
  }
}

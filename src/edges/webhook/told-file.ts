import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { KnownChange } from '../../contracts/webhook.ts';
import { systemErrorCode } from '../files/safe-file.ts';
import { newTempName, removeTemp } from '../files/temp-files.ts';

const Directory = z.strictObject({
  root: z.string(),
  directory: z.string(),
  run: z.string().nullable(),
  /** As they were told last. */
  told: z.array(KnownChange),
  /** As the last report had them. */
  now: z.array(KnownChange),
});
export type ToldDirectory = z.infer<typeof Directory>;

const Told = z.strictObject({ version: z.literal(1), directories: z.array(Directory) });

/** What a webhook was told and is still to be told, by report directory; [] where nothing is kept, or where it cannot be read any more. */
export function readTold(path: string): ToldDirectory[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return [];
  }
  try {
    return Told.safeParse(JSON.parse(text)).data?.directories ?? [];
  } catch (error) {
    // Cut short by a full disk, or of another version: what is there is told again.
    if (!(error instanceof SyntaxError)) throw error;
    return [];
  }
}

/** Whole or not at all. Throws the file system's errors. */
export function writeTold(path: string, directories: readonly ToldDirectory[]): void {
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true });
  const temp = join(directory, newTempName());
  try {
    writeFileSync(temp, JSON.stringify({ version: 1, directories }), { flag: 'wx', mode: 0o600 });
    renameSync(temp, path);
  } finally {
    removeTemp(temp);
  }
}

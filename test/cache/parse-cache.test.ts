import { readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { refreshOptions } from '../../src/compose/refresh-options.ts';
import { Config } from '../../src/config.ts';
import { packStore } from '../../src/edges/cache/pack-store.ts';
import type { Announcement } from '../../src/edges/refresh/task.ts';
import { put, tempTree } from '../files/temp-tree.ts';
import { childrenHere, NOTHING_MAY_FAIL, refresherHere } from '../support/refresher-here.ts';

const OLD_S = Date.now() / 1_000 - 3_600;
const rowsOf = (speed: number) => `model,tokens_s\nfable:2b,${speed}\nfable:2b,${speed + 1}\n`;

/** A tree whose files are an hour old by all their times but that of the last change, which nobody can set. */
function settledTree(files: Readonly<Record<string, string>>): string {
  const root = tempTree(files);
  for (const path of Object.keys(files)) utimesSync(join(root, path), OLD_S, OLD_S);
  return root;
}

/** Makes the reports of a tree, and tells how many files were parsed or at least read for that. */
async function report(root: string, cache: string | null, directories: readonly string[] = ['.'], changes: object = {}): Promise<number> {
  const announced: Announcement[] = [];
  const config = Config.parse({ watch: { quietMs: 0 }, limits: changes });
  const targets = directories.map((directory) => ({ directory, outDirectory: join(root, directory), keepsStanding: false }));
  const request = { rootId: 'bench', rootPath: root, targets, options: refreshOptions(config, ['json']) };
  await refresherHere(childrenHere(announced), cache).refresh(request, NOTHING_MAY_FAIL, new AbortController().signal);
  return announced.filter(({ doing }) => doing === 'parse').length;
}

/** Facts and artifacts of a report: what the inputs alone decide. */
function contentOf(root: string): unknown {
  const { facts, inputs, findings } = JSON.parse(readFileSync(join(root, 'benchscribe-report.json'), 'utf8')) as Record<string, unknown>;
  return { facts, inputs, findings };
}

const packsIn = (cache: string) => readdirSync(cache).filter((name) => name.endsWith('.pack'));
/** Longer than a file counts as just written. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 2_100));

describe('the cache of parsed files', () => {
  test('spares reading what has not changed, in the same report and in others, and gives the same report', async () => {
    const cache = join(tempTree(), 'parsed');
    const root = settledTree({
      'sub/a.csv': rowsOf(140),
      'sub/b.csv': rowsOf(150),
      'c.md': '# Speed\n\n| model | tokens/s |\n|---|---|\n| x | 4 |\n',
    });
    await settle();
    expect(await report(root, cache)).toBe(3);
    const first = contentOf(root);
    expect(await report(root, cache)).toBe(0);
    expect(contentOf(root)).toEqual(first);
    expect(await report(root, cache, ['sub'])).toBe(0);
    expect(await report(root, null)).toBe(3);
    expect(contentOf(root)).toEqual(first);
  });

  test('reads one changed file of many, and no other', async () => {
    const cache = join(tempTree(), 'parsed');
    const names = Array.from({ length: 20 }, (_, index) => `run/${index}.csv`);
    const root = settledTree(Object.fromEntries(names.map((name, index) => [name, rowsOf(100 + index)])));
    await settle();
    await report(root, cache);
    writeFileSync(join(root, 'run/7.csv'), rowsOf(50));
    expect(await report(root, cache)).toBe(1);
    const cached = contentOf(root);
    await report(root, null);
    expect(contentOf(root)).toEqual(cached);
    expect(packsIn(cache)).toHaveLength(1);
  });

  test('notices a file that is rewritten with the same size and modification time', async () => {
    const cache = join(tempTree(), 'parsed');
    const root = settledTree({ 'a.csv': rowsOf(140) });
    await settle();
    await report(root, cache);
    writeFileSync(join(root, 'a.csv'), rowsOf(150));
    utimesSync(join(root, 'a.csv'), OLD_S, OLD_S);
    expect(await report(root, cache)).toBe(1);
    expect(JSON.stringify(contentOf(root))).toContain('150.5');
  });

  test('reads again a file that was younger than the clock of a file system can tell', async () => {
    const cache = join(tempTree(), 'parsed');
    const root = tempTree({});
    put(join(root, 'a.csv'), rowsOf(140), Date.now());
    await report(root, cache);
    expect(await report(root, cache)).toBe(1);
  });

  test('takes other limits, another name and other rules for other files', async () => {
    const cache = join(tempTree(), 'parsed');
    const root = settledTree({ 'a.csv': rowsOf(140) });
    await settle();
    await report(root, cache);
    expect(await report(root, cache, ['.'], { textLinesMax: 2 })).toBe(1);
    expect(JSON.stringify(contentOf(root))).toContain('the first 2 of 3 lines were used');
    expect(await report(root, cache)).toBe(0);
    rmSync(join(root, 'a.csv'));
    put(join(root, 'b.csv'), rowsOf(140));
    expect(await report(root, cache)).toBe(1);
  });

  test.each([
    ['cut', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ['emptied', (path: string) => truncateSync(path, 0)],
    ['overwritten', (path: string) => writeFileSync(path, 'x'.repeat(2_000))],
    [
      'changed in one byte',
      (path: string) =>
        writeFileSync(
          path,
          readFileSync(path).map((byte, at, { length }) => (at === length - 9 ? byte ^ 1 : byte)),
        ),
    ],
    ['removed', (path: string) => rmSync(path)],
  ])('reads everything again when its pack was %s, and writes it anew', async (_how, damage) => {
    const cache = join(tempTree(), 'parsed');
    const root = settledTree({ 'a.csv': rowsOf(140), 'b.csv': rowsOf(150) });
    await settle();
    await report(root, cache);
    const first = contentOf(root);
    for (const name of packsIn(cache)) damage(join(cache, name));
    expect(await report(root, cache)).toBe(2);
    expect(contentOf(root)).toEqual(first);
    expect(await report(root, cache)).toBe(0);
  });

  test('costs only speed where it cannot be written', async () => {
    const blocked = join(tempTree({ file: 'x' }), 'file/parsed');
    const root = settledTree({ 'a.csv': rowsOf(140) });
    expect(await report(root, blocked)).toBe(1);
    expect(await report(root, blocked)).toBe(1);
  });
});

describe('packStore', () => {
  test('gives back what it was given', () => {
    const store = packStore(join(tempTree(), 'packs'), 1e9);
    const value = new Map<string, unknown>([['a', { values: Float64Array.of(1, Number.NaN), set: new Set([2]), nothing: undefined }]]);
    store.write('k', value);
    expect([...(store.read('k') as Map<string, unknown>).keys()]).toEqual(['a']);
    expect(store.read('other')).toBeNull();
  });

  test('keeps to its limit, and drops what was used longest ago', () => {
    const directory = join(tempTree(), 'packs');
    const store = packStore(directory, 25_000);
    const used = Date.now() / 1_000;
    ['a', 'b', 'c'].forEach((key, index) => {
      const before = new Set(packsInOrNone(directory));
      store.write(key, 'x'.repeat(10_000));
      const path = join(directory, packsInOrNone(directory).find((name) => !before.has(name))!);
      utimesSync(path, used - 100 + index, used - 100 + index);
    });
    store.trim();
    expect(['a', 'b', 'c'].map((key) => store.read(key) === null)).toEqual([true, false, false]);
    expect(packsIn(directory)).toHaveLength(2);
  });
});

function packsInOrNone(directory: string): string[] {
  try {
    return packsIn(directory);
  } catch {
    return [];
  }
}

import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type CodeStore, runScript } from '../../src/edges/cache/kept-script.ts';
import { packStore } from '../../src/edges/cache/pack-store.ts';
import { put, tempTree } from '../files/temp-tree.ts';

/** A store in memory, and how often was written to it. */
function memoryStore() {
  const packs = new Map<string, Buffer>();
  const store = {
    packs,
    writes: 0,
    readBytes: (key: string) => packs.get(key) ?? null,
    writeBytes(key: string, bytes: Uint8Array) {
      packs.set(key, Buffer.from(bytes));
      store.writes += 1;
    },
  };
  return store;
}

const script = (body: string) => `(function (exports, require, module) {${body}\n})`;
const ANSWER = script('const six = () => 6; module.exports = { answer: () => six() * 7 };');

/** Runs a script and calls its `answer`. */
function answerOf(path: string, own: CodeStore | null, shipped: CodeStore | null = null) {
  const run = runScript(path, shipped, own);
  return { answer: (run.exports as { answer: () => unknown }).answer(), keep: run.keep };
}

describe('a script with kept code', () => {
  test('is run once with code of its own, which is kept, and then with what was kept', () => {
    const root = tempTree({ 'first.cjs': ANSWER, 'second.cjs': ANSWER });
    const store = memoryStore();
    const first = answerOf(join(root, 'first.cjs'), store);
    first.keep();
    first.keep();
    expect([first.answer, store.writes]).toEqual([42, 1]);
    const second = answerOf(join(root, 'second.cjs'), store);
    second.keep();
    expect([second.answer, store.writes]).toEqual([42, 1]);
  });

  test('keeps its code once, however often it is asked to', () => {
    const store = memoryStore();
    const { keep } = answerOf(join(tempTree({ 'script.cjs': ANSWER }), 'script.cjs'), store);
    keep();
    keep();
    expect(store.writes).toBe(1);
  });

  test('is run with the code that was shipped with it, and then keeps none of its own', () => {
    const root = tempTree({ 'first.cjs': ANSWER, 'second.cjs': ANSWER });
    const [shipped, own] = [memoryStore(), memoryStore()];
    answerOf(join(root, 'first.cjs'), shipped).keep();
    const { answer, keep } = answerOf(join(root, 'second.cjs'), own, shipped);
    keep();
    expect([answer, own.writes, shipped.writes]).toEqual([42, 0, 1]);
  });

  test('is never run with the code of another script of the same length', () => {
    const path = join(tempTree({ 'script.cjs': ANSWER }), 'script.cjs');
    const store = memoryStore();
    answerOf(path, store).keep();
    put(path, ANSWER.replace('=> 6', '=> 5'));
    expect(answerOf(path, store).answer).toBe(35);
  });

  test.each([
    ['is no code', Buffer.alloc(2_000, 7)],
    ['is empty', Buffer.alloc(0)],
  ])('is run all the same where what was kept %s, which is then kept anew', (_, damaged) => {
    // The engine remembers by itself what it has compiled of a file in this process: what comes later is another one.
    const root = tempTree({ 'first.cjs': ANSWER, 'second.cjs': ANSWER });
    const store = memoryStore();
    answerOf(join(root, 'first.cjs'), store).keep();
    for (const key of store.packs.keys()) store.packs.set(key, damaged);
    const { answer, keep } = answerOf(join(root, 'second.cjs'), store);
    keep();
    expect([answer, store.writes]).toEqual([42, 2]);
  });

  test('is run where nothing is kept, and where nothing can be', () => {
    const root = tempTree({ 'script.cjs': ANSWER, file: '' });
    const path = join(root, 'script.cjs');
    for (const store of [null, packStore(join(root, 'file/below'))]) {
      const { answer, keep } = answerOf(path, store);
      keep();
      expect(answer).toBe(42);
    }
  });

  test('means the letters that stand in it', () => {
    const root = tempTree({ 'script.cjs': script('exports.answer = () => /^[±δ]$/.test(String.fromCodePoint(0xb1));') });
    expect(answerOf(join(root, 'script.cjs'), null).answer).toBe(true);
  });

  test("gets Node's own modules, and no others", () => {
    const root = tempTree({
      'own.cjs': script('exports.answer = () => require("node:path").posix.join("a", "b");'),
      'other.cjs': script('exports.answer = () => require("zod");'),
    });
    expect(answerOf(join(root, 'own.cjs'), null).answer).toBe('a/b');
    expect(() => answerOf(join(root, 'other.cjs'), null)).toThrow('the script does not hold zod');
  });
});

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { measureDirectory } from '../core/measured.ts';
import { CORPUS } from './corpus.ts';

/** A directory, if it is there, and all directories below it down to a depth, each of which may be a report directory. */
function directories(root: string, depth: number): string[] {
  if (!existsSync(root)) return [];
  if (depth === 0) return [root];
  const below = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [root, ...below.flatMap(({ name }) => directories(join(root, name), depth - 1))];
}

const FIXTURES = join(import.meta.dirname, '../fixtures');
const EXAMPLES = join(import.meta.dirname, '../../examples');

const ROOTS = [
  ...directories(EXAMPLES, 0),
  ...directories(FIXTURES, 0),
  ...directories(join(CORPUS, 'chimera'), 1),
  ...directories(join(CORPUS, 'formats'), 0),
];

test.each(ROOTS)('no fact of %s is there twice, with another value or without one', (root) => {
  const { facts } = measureDirectory(root);
  expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
  expect(facts.filter(({ value }) => !Number.isFinite(value))).toEqual([]);
});

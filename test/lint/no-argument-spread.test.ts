import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const project = join(import.meta.dirname, '../..');
const rule = join(import.meta.dirname, 'no-argument-spread.grit');

const REFUSED = [
  'list.push(...items);',
  'list.unshift(...built.problems);',
  'const largest = Math.max(...values);',
  'const least = Math.min(0, ...rows.map(({ value }) => value));',
  'Object.assign(all, ...rows);',
  'call(first, ...[...items], ...others);',
  'const made = new Maker(...parts);',
  'list?.push(...items);',
];

const ALLOWED = [
  'const copy = [...items, 1];',
  'const merged = { ...one, ...other };',
  'list.push([...items]);',
  'Math.max(...[first, second]);',
  "const found = member(value, ...path, 'unit');",
  'function take(first: number, ...others: number[]): void {}',
];

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'lint-'));
  writeFileSync(join(dir, 'biome.json'), JSON.stringify({ plugins: [rule], linter: { rules: { preset: 'none' } } }));
  [...REFUSED, ...ALLOWED].forEach((code, index) => {
    writeFileSync(join(dir, `${index}.ts`), `${code}\n`);
  });
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Does the rule refuse the file? */
function isRefused(index: number): boolean {
  const biome = join(project, 'node_modules/.bin/biome');
  try {
    execFileSync(biome, ['lint', `${index}.ts`], { cwd: dir, stdio: 'pipe' });
    return false;
  } catch (err) {
    expect(String((err as { stderr: Buffer }).stderr)).toContain('Do not spread a list into arguments');
    return true;
  }
}

describe('the lint rule against lists as arguments', () => {
  test.each(REFUSED.map((code, index) => ({ code, index })))('refuses $code', ({ index }) => {
    expect(isRefused(index)).toBe(true);
  });

  test.each(ALLOWED.map((code, index) => ({ code, index: index + REFUSED.length })))('allows $code', ({ index }) => {
    expect(isRefused(index)).toBe(false);
  });
});

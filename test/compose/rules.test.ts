import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readRules } from '../../src/compose/rules.ts';
import { tempTree } from '../files/temp-tree.ts';

const rulesIn = (version: string, rules: string) =>
  readRules(version, join(tempTree({ 'dist/rules.json': JSON.stringify({ rules }) }), 'dist'));

test('the fingerprint of the rules depends on the version and on what the build has written, and on where the one ends', () => {
  const fingerprints = [rulesIn('1.0', 'ab'), rulesIn('1.1', 'ab'), rulesIn('1.0', 'ac'), rulesIn('1.0a', 'b')];
  expect(new Set(fingerprints).size).toBe(4);
  expect(rulesIn('1.0', 'ab')).toBe(fingerprints[0]);
  expect(fingerprints[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
});

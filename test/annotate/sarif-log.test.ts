import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import type { Log, Result } from 'sarif';
import { sarifLog } from '../../src/core/annotate/sarif-log.ts';
import { checkedText } from '../support/checked-text.ts';

/** The schema that Microsoft's SARIF SDK for JavaScript carries, of draft 4: what is used of it means the same in later drafts. */
const SCHEMA = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8'));
const isValid = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, allErrors: true }).compile(schema);

const NIGHTLY = (day: string, rate: number) => ({ [`2026-11-${day}/runs.csv`]: `model,tokens_s\noak:2b,${rate}\noak:2b,${rate + 1}\n` });
const FILES = {
  'runs.csv': 'model,tokens_s,ttft_s\noak:2b,180.5,0.2\noak:2b,182.5,0.25\noak:300m,280.25,0.1\noak:300m,284.75,0.125\n',
};
const TEXT = [
  '# Notes',
  '',
  '`oak:2b` peaks at 253.9 tok/s, and its mean is 181.5 tokens/s.',
  'The mean of `oak:2b` is 282.5 tokens/s.',
  'The power of `oak:2b` is 99 W.',
  'We ran it all again.',
  '',
].join('\n');

function logOf(text: string, files: Readonly<Record<string, string>> = FILES, uri = 'docs/notes.md'): Log {
  return sarifLog([{ uri, text, checked: checkedText(text, files) }], {
    version: '0.1.0',
    uriOf: (path) => `results/${path}`,
    hasLines: (path) => path.endsWith('.csv'),
    digestOf: (words) => hash('sha256', words),
  });
}

function resultsOf(log: Log): Result[] {
  return log.runs[0]!.results!;
}

/** The words of a text that a result points at. */
function pointedAt(text: string, { locations }: Result): string {
  const { startLine, startColumn, endLine, endColumn } = locations![0]!.physicalLocation!.region!;
  const lines = text.split('\n').slice(startLine! - 1, endLine!);
  lines[lines.length - 1] = lines.at(-1)!.slice(0, endColumn! - 1);
  lines[0] = lines[0]!.slice(startColumn! - 1);
  return lines.join('\n');
}

describe('the SARIF log of a text', () => {
  test('is valid by the schema of SARIF 2.1.0', () => {
    const log = JSON.parse(JSON.stringify(logOf(TEXT)));
    isValid(log);
    expect(isValid.errors).toBeNull();
    expect(isValid({ ...log, version: '2.0.0' })).toBe(false);
  });

  test('has a result for what is wrong, outdated or unsupported, with its level, and none for what is right or cannot be checked', () => {
    const outdated = logOf('The mean of `oak:2b` is 150.5 tokens/s.\n', {
      ...NIGHTLY('01', 150),
      ...NIGHTLY('02', 180),
      ...NIGHTLY('03', 180),
    });
    const found = [...resultsOf(logOf(TEXT)), ...resultsOf(outdated)].map(({ ruleId, level }) => `${ruleId} ${level}`);
    expect(found).toEqual(['contradicted error', 'misattributed error', 'unsupported note', 'outdated warning']);
    const rules = logOf(TEXT).runs[0]!.tool.driver.rules!.map(({ id, defaultConfiguration }) => `${id} ${defaultConfiguration!.level}`);
    expect(rules).toEqual(['contradicted error', 'misattributed error', 'outdated warning', 'unsupported note']);
  });

  test('points at the words of the claim, by line and column', () => {
    expect(resultsOf(logOf(TEXT)).map((result) => pointedAt(TEXT, result))).toEqual(['253.9 tok/s', '282.5 tokens/s', '99 W']);
    const row = '| model | tokens/s |\n|---|---|\n| oak:2b | 😀 **253.9** |\n';
    expect(resultsOf(logOf(row)).map((result) => pointedAt(row, result))).toEqual(['253.9']);
  });

  test('leads to the rows of the data, and says which', () => {
    const [{ relatedLocations, message }] = resultsOf(logOf(TEXT)) as [Result];
    expect(relatedLocations).toEqual([
      {
        id: 1,
        message: { text: 'runs.csv row=3;col=tokens_s' },
        physicalLocation: { artifactLocation: { uri: 'results/runs.csv', uriBaseId: '%SRCROOT%' }, region: { startLine: 3 } },
      },
    ]);
    expect(message.text).toMatch(/^contradicted: "253\.9 tok\/s": the data say .* See \[runs\.csv row=3;col=tokens_s\]\(1\)\.$/);
  });

  test('knows a result again when lines are put before it or the verdict is another one', () => {
    const prints = (log: Log) => resultsOf(log).map(({ partialFingerprints }) => partialFingerprints!['primaryLocationLineHash']);
    const before = prints(logOf(TEXT));
    expect(new Set(before).size).toBe(before.length);
    expect(prints(logOf(`# More\n\nWe did.\n\n${TEXT}`))).toEqual(before);
    const twice = prints(logOf(`${TEXT}\n${TEXT}`));
    expect(twice.slice(0, before.length)).toEqual(before);
    expect(new Set(twice).size).toBe(2 * before.length);
  });

  test('names a text that lies elsewhere by its absolute address', () => {
    const [{ locations }] = resultsOf(logOf(TEXT, FILES, 'file:///elsewhere/notes.md')) as [Result];
    expect(locations![0]!.physicalLocation!.artifactLocation).toEqual({ uri: 'file:///elsewhere/notes.md' });
  });
});

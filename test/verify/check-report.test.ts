import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/contracts/report.ts';
import { checkReport } from '../../src/core/verify/check-report.ts';
import { auditedReport } from '../cli/audit-fixture.ts';

function problems(alter: (report: Report) => void): string[] {
  const copy = structuredClone(auditedReport);
  alter(copy);
  return checkReport(copy).map(({ pointer, message }) => `${pointer} ${message}`);
}

describe('checkReport', () => {
  test('finds nothing in a report that agrees with itself', () => {
    expect(checkReport(auditedReport)).toEqual([]);
  });

  test('compares the counts of the inventory with its list of artifacts', () => {
    expect(problems(({ inputs }) => void inputs.artifacts.pop())).toEqual([
      expect.stringContaining('/inputs/byKind/csv is {"count":1'),
      expect.stringContaining('/inputs/directories/0 is'),
      '/inputs/directories is 2, but the list of artifacts gives 1',
      '/inputs/formats/0 is {"fileCount":1,"sampleCount":4}, but the list of artifacts gives {"fileCount":0,"sampleCount":0}',
      '/inputs/sampleCount is 7, but the list of artifacts gives 3',
      ...['/facts/0 ffast2222', '/facts/1 fslow2222', '/facts/5 ffail2222'].map(
        (place) => `${place} cites sweep.csv with a hash that the inventory does not have`,
      ),
    ]);
  });

  test('finds ids used twice, dangling references, and claims that print otherwise', () => {
    expect(problems(({ facts }) => void facts.push(facts[0]!))).toEqual(['/facts/6 the id ffast2222 is used twice']);
    expect(problems(({ gaps }) => void gaps[0]!.facts.push('fgone00'))).toEqual([
      '/gaps/0 refers to fgone00, which is no fact of the report',
    ]);
    expect(problems(({ narrative }) => void narrative.headline!.facts.push('fgone00'))).toEqual([
      '/narrative/headline refers to fgone00, which is no fact of the report',
    ]);
    expect(problems(({ facts }) => void Object.assign(facts[2]!, { value: 2 }))).toEqual([
      expect.stringMatching(
        /^\/narrative\/headline its text is "bench: fast:1b is ahead, 1\.52 times .*, but its parts print as ".*2\.00 times/,
      ),
      expect.stringMatching(/^\/narrative\/sentences\/0 its text is /),
    ]);
    expect(problems(({ narrative }) => void Object.assign(narrative, { headline: null }))).toEqual([]);
    expect(problems(({ facts }) => void Object.assign(facts[3]!, { value: 83 }))).toEqual([
      '/findings/0 its text is "The first token takes 82.00 ms, the tool says 82.40 ms.", but its parts print as "The first token takes 83.00 ms, the tool says 82.40 ms."',
    ]);
  });
});

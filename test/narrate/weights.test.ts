import { describe, expect, test } from '@jest/globals';
import type { Finding, FindingTopic, Severity } from '../../src/contracts/claim.ts';
import { inReadingOrder, mostTelling } from '../../src/core/narrate/weights.ts';

function finding(id: string, topic: FindingTopic, severity: Severity = 'notable'): Finding {
  return { id, parts: [id], text: id, facts: [], severity, topic };
}

/** The five most telling, as a reader asks for them. */
function five(findings: readonly Finding[]): Finding[] {
  return inReadingOrder(mostTelling(findings).slice(0, 5));
}

/** Ids of the sentences that the summary of some findings holds, given as "topic" or "topic!" (critical) or "topic?" (info). */
function chosen(...topics: string[]): string[] {
  const findings = topics.map((text, index) => {
    const topic = text.replace(/[!?]$/, '') as FindingTopic;
    return finding(`${text}${index}`, topic, text.endsWith('!') ? 'critical' : text.endsWith('?') ? 'info' : 'notable');
  });
  return five(findings).map(({ id }) => id);
}

describe('the most telling findings', () => {
  test('says nothing where there is nothing to say, or nothing of weight', () => {
    expect(five([])).toEqual([]);
    expect(chosen('duplicate?')).toEqual([]);
    expect(chosen('duplicate', 'duplicate', 'duplicate', 'duplicate')).toEqual(['duplicate0', 'duplicate1', 'duplicate2']);
  });

  test('holds five at most, one of each topic before a second of one', () => {
    expect(chosen('effect', 'effect', 'effect', 'effect', 'effect', 'effect')).toHaveLength(5);
    expect(chosen('ranking', 'ranking', 'cold-start', 'effect', 'failure', 'contradiction')).toEqual([
      'ranking0',
      'cold-start2',
      'effect3',
      'failure4',
      'contradiction5',
    ]);
  });

  test('asks in the order ranking, cold start, effect, failure, contradiction, and then by weight', () => {
    expect(chosen('duplicate', 'contradiction', 'failure', 'effect', 'ranking')).toEqual([
      'ranking4',
      'effect3',
      'failure2',
      'contradiction1',
      'duplicate0',
    ]);
    expect(chosen('duplicate', 'telemetry', 'configuration', 'identity', 'noise')).toEqual([
      'noise4',
      'identity3',
      'configuration2',
      'telemetry1',
      'duplicate0',
    ]);
  });

  test('lets what was measured wait beside a ranking only', () => {
    const others = ['cold-start', 'effect', 'failure', 'noise', 'contradiction'];
    expect(chosen('measured', ...others)).toEqual(['measured0', 'cold-start1', 'failure3', 'contradiction5', 'noise4']);
    expect(chosen('ranking', 'measured', ...others)).not.toContain('measured1');
    expect(chosen('measured', 'measured', 'measured', 'certainty', 'quality', 'identity')).toEqual([
      'measured0',
      'measured1',
      'measured2',
      'certainty3',
      'quality4',
    ]);
  });

  test('lifts the first critical finding of a topic only, and lets what is for information wait', () => {
    expect(chosen('ranking', 'cold-start', 'effect', 'noise', 'failure', 'input!')).not.toContain('input!5');
    expect(chosen('quality', 'quality', 'input!', 'input!', 'identity', 'configuration', 'telemetry')).toEqual([
      'input!2',
      'input!3',
      'quality0',
      'identity4',
      'quality1',
    ]);
    expect(chosen('ranking', 'effect', 'failure!')).toEqual(['failure!2', 'ranking0', 'effect1']);
    expect(chosen('ranking?', 'identity', 'quality', 'input', 'noise', 'telemetry')).toContain('ranking?0');
    expect(chosen('input?', 'identity', 'quality', 'noise', 'telemetry', 'configuration')).not.toContain('input?0');
  });

  test('leaves out a finding whose every number was printed by one before it', () => {
    const printing = (id: string, topic: FindingTopic, ...facts: string[]): Finding => ({
      ...finding(id, topic),
      parts: ['is ', ...facts.map((fact) => ({ fact, show: 'value' as const }))],
    });
    const ids = (...findings: Finding[]) => five(findings).map(({ id }) => id);
    const [first, same, more] = [
      printing('a', 'ranking', 'f1', 'f2'),
      printing('b', 'effect', 'f2', 'f1'),
      printing('c', 'effect', 'f2', 'f3'),
    ];
    expect(ids(first, same, more)).toEqual(['a', 'c']);
    expect(ids(same, first)).toEqual(['a']);
    const counted = { ...same, parts: [{ fact: 'f1', show: 'count' as const }] };
    expect(ids(first, counted)).toEqual(['a', 'b']);
  });
});

import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Claim } from '../../src/contracts/claim.ts';
import type { Fact } from '../../src/contracts/fact.ts';
import { claimText } from '../../src/core/prose.ts';
import { verifyClaims } from '../../src/core/verify/verify-claims.ts';
import { filesOf } from '../support/artifact-folder.ts';
import { reportOf } from '../support/report-of.ts';

// Sentences of whole reports that hold, and what is accepted of them once something in them is altered: nothing.
const REPORTS = join(import.meta.dirname, '../reports');

type Part = Claim['parts'][number];

function partsSwapped(parts: readonly Part[], one: number, other: number): Part[] {
  return parts.map((part, index) => (index === one ? parts[other]! : index === other ? parts[one]! : part));
}

/** The claim with other parts, printed and listed as a program that errs would. */
function restated(claim: Claim, parts: readonly Part[], byId: ReadonlyMap<string, Fact>): Claim {
  const own = parts.flatMap((part) => (typeof part === 'object' && 'fact' in part ? [part.fact] : []));
  return { ...claim, parts: [...parts], facts: [...new Set([...claim.facts, ...own])], text: claimText({ parts: [...parts] }, byId) };
}

describe.each(['failures', 'summaries', 'trade-off', 'cold-starts', 'units'])('of the report of %s', (name) => {
  const sentencesOf = () => {
    const { report } = reportOf(filesOf(join(REPORTS, name, 'input')));
    const paths = report.inputs.artifacts.flatMap(({ path, adapter, reason }) => [path, adapter, reason ?? '']);
    const accepts = (claim: Claim) => verifyClaims([claim], report.facts, paths).accepted.length === 1;
    const byId = new Map(report.facts.map((fact) => [fact.id, fact]));
    const claims = [...report.findings, ...report.recommendations, ...report.gaps].filter(accepts);
    const models = new Set(report.facts.flatMap(({ labels }) => (labels['model'] === undefined ? [] : [String(labels['model'])])));
    return { claims, accepts, byId, models };
  };

  test('no ranking is accepted with two of its numbers, or two of its models, swapped', () => {
    const { claims, accepts, byId, models } = sentencesOf();
    const ranked = claims.filter(({ predicate }) => predicate === 'leads' || predicate === 'tied');
    for (const claim of ranked) {
      const factAt = (part: Part) => (typeof part === 'object' && 'fact' in part ? byId.get(part.fact)! : null);
      const isModel = (part: Part) => typeof part === 'object' && 'name' in part && models.has(part.name);
      const isMean = (part: Part) => factAt(part) !== null && factAt(part)!.baseline === undefined && factAt(part)!.kind !== 'count';
      for (const wanted of [isModel, isMean]) {
        const places = claim.parts.flatMap((part, index) => (wanted(part) ? [index] : []));
        const said = (index: number) => JSON.stringify(claim.parts[index]);
        for (const [at, one] of places.entries())
          for (const other of places.slice(at + 1).filter((index) => said(index) !== said(one))) {
            const altered = restated(claim, partsSwapped(claim.parts, one, other), byId);
            expect([altered.text, accepts(altered)]).toEqual([altered.text, false]);
          }
      }
    }
  });

  test('no sentence is accepted with another number, another fact, or a word more than its facts bear out', () => {
    const { claims, accepts, byId } = sentencesOf();
    for (const claim of claims) {
      expect(accepts({ ...claim, text: `${claim.text} ` })).toBe(false);
      for (const word of [' 7', ' twice', ' fastest', ' worse', ' improved']) {
        const altered = restated(claim, [...claim.parts, word], byId);
        const isBorne = word === ' fastest' && claim.predicate === 'missing';
        expect([altered.text, accepts(altered)]).toEqual([altered.text, isBorne]);
      }
      for (const part of claim.parts) {
        if (typeof part === 'string' || !('fact' in part)) continue;
        const unlisted = { ...claim, facts: claim.facts.filter((id) => id !== part.fact) };
        const gone = claim.parts.map((own) => (own === part ? { ...part, fact: 'f0000000' } : own));
        expect([accepts(unlisted), accepts({ ...claim, parts: gone })]).toEqual([false, false]);
      }
    }
  });
});

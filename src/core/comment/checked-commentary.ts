import type { CheckedClaim } from '../../contracts/checked-claim.ts';
import type { Commentary, CommentaryAnswer, CommentaryCounts, CommentarySentence } from '../../contracts/commentary.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { ParameterEffect } from '../../contracts/report.ts';
import { redact } from '../../metrics/redact.ts';
import { answerSentences } from './answer-sentences.ts';
import { judgeSentence } from './judge-sentence.ts';
import { knownNames } from './known-names.ts';
import { tellingKeys } from './telling-keys.ts';

/** Finds the claims of some sentences, each read as a paragraph of its own, in their order. */
export type ClaimsOfSentences = (sentences: readonly string[]) => readonly (readonly CheckedClaim[])[];

/** Claims of a sentence that are listed; the verdict is that of all. */
const CLAIM_COUNT_MAX = 8;

function commentaryCounts(sentences: readonly CommentarySentence[]): CommentaryCounts {
  const left = sentences.filter(({ claim }) => claim === null);
  const of = (verdict: CommentarySentence['verdict']) => left.filter((own) => own.verdict === verdict).length;
  return {
    sentences: sentences.length,
    kept: sentences.length - left.length,
    opinions: sentences.filter(({ isOpinion }) => isOpinion).length,
    leftOut: left.length,
    contradicted: of('contradicted'),
    misattributed: of('misattributed'),
    outdated: of('outdated'),
    unsupported: of('unsupported'),
    notCheckable: of('not-checkable'),
  };
}

/**
 * Checks what a model wrote about a report, sentence by sentence, each by itself: what stood before it may be left out. Whatever the text is, what
 * is kept of it holds no number but that of a fact, no name but one of the data, and no word that was not understood.
 *
 * @param facts all facts of the report. @param claimsOf the audit of texts.
 */
export function checkedCommentary(
  answer: CommentaryAnswer,
  { facts, effects }: { readonly facts: readonly Fact[]; readonly effects: readonly ParameterEffect[] },
  claimsOf: ClaimsOfSentences,
): Commentary {
  const texts = answerSentences(answer.text, answer.isCut);
  const found = texts.length === 0 ? [] : claimsOf(texts);
  const ground = { facts, effects, byId: new Map(facts.map((fact) => [fact.id, fact])), telling: tellingKeys(facts) };
  const known = knownNames(facts);
  const sentences = texts.map((text, index): CommentarySentence => {
    const claims = found[index] ?? [];
    const judged = judgeSentence(`commentary-${index + 1}`, text, claims, ground, known);
    return { said: redact(text), ...judged, claims: claims.slice(0, CLAIM_COUNT_MAX) };
  });
  const { agents: _agents, ...answered } = answer;
  return { answered, sentences, counts: commentaryCounts(sentences) };
}

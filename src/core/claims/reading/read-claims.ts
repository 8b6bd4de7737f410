import type { Statement } from '../../../contracts/observation.ts';
import { appendAll } from '../../../sequences/append-all.ts';
import { readText, type Vocabulary } from './analysed-text.ts';
import { differenceDraft, multipleDraft, relationDrafts, superlativeDraft } from './comparison-drafts.ts';
import type { Context } from './context.ts';
import { countDraft } from './count-drafts.ts';
import type { DateDraft, Draft } from './draft.ts';
import { effectDraft } from './effect-drafts.ts';
import type { NumberMention } from './find-numbers.ts';
import { FILE_KEY } from './known-subjects.ts';
import { passagesOf, sentencesOf } from './passages.ts';
import { rankDrafts } from './rank-drafts.ts';
import { rowDrafts } from './row-drafts.ts';
import { valueDraft } from './value-drafts.ts';
import { isManual, isPlannedAt, isUnderPlan, saysPlanned } from './wording.ts';

const DATED = /\b(?:latest|last|most recent(?:ly)?|newest|updated|modified|changed)\b[^.]{0,60}?\b(\d{4}-\d{2}-\d{2})\b/i;
/** What the statements of a Markdown text claim of the data, in the order of the text: one draft at least for every sentence. */
export function readClaims(statements: readonly Statement[], vocabulary: Vocabulary): Draft[] {
  const read = (text: string) => readText(vocabulary, text);
  const passages = passagesOf(statements);
  const drafts = passages.flatMap((passage): Draft[] => {
    const around = passage.around.map(read);
    if (passage.part === 'row') return rowDrafts(passage, around, vocabulary);
    const drafts = sentencesOf(passage).flatMap(({ lineAt, text }, index, all) => {
      // A sentence that names nobody goes on about whom the ones right before it named.
      const before = [all[index - 1], all[index - 2], all[index - 3]].flatMap((sentence) => (sentence ? [read(sentence.text)] : []));
      const own = read(text);
      const named = before.find(({ names }) => names.length > 0) ?? before.find(({ metrics }) => metrics.length > 0);
      // Who is named anew was not measured with the settings of the one before.
      const isOfFile = own.names.some(({ namings }) => namings.some(({ key }) => key === FILE_KEY));
      const previous = named === undefined || isOfFile ? [] : own.names.length > 0 ? [{ ...named, settings: [] }] : [named];
      return sentenceDrafts({ lineAt, quote: text, own, around: [...previous, ...around], vocabulary });
    });
    // A title that states nothing is no sentence.
    return passage.part === 'heading' ? drafts.filter(({ form }) => form !== 'none') : drafts;
  });
  return [...drafts, ...rankDrafts(passages, read, vocabulary)].sort((a, b) => a.line - b.line);
}

function noneDraft({ own, lineAt, quote }: Context, reason: string | null): Draft[] {
  return [{ form: 'none', line: lineAt(0), quote, said: '', reason, hasNumbers: own.numbers.length > 0 }];
}

/** Every claim of one sentence; where it makes none, why. */
function sentenceDrafts(context: Context): Draft[] {
  const { own, around } = context;
  const planned = noneDraft(context, 'is said of what is wanted, expected or supposed, not of what was measured');
  if (isUnderPlan(around.map(({ text }) => text))) return planned;
  if (isManual(own.text)) return noneDraft(context, 'explains how something is computed or used');
  if (saysPlanned(own.text)) {
    const measured = own.numbers.filter((number) => !isPlannedAt(own.text, number)).flatMap((number) => numberDrafts(context, number));
    return measured.length > 0 ? measured : planned;
  }
  const effect = effectDraft(context);
  // "num_ctx from 1024 to 4096 cost 12 %": two settings are compared, which the pairs of the data decide.
  const isOfSetting = (draft: Draft) => effect !== null && draft.form === 'difference' && (draft.first === null || draft.second === null);
  const drafts = own.numbers.flatMap((number): Draft[] => numberDrafts(context, number)).filter((draft) => !isOfSetting(draft));
  const hasDifference = drafts.some(({ form }) => form === 'difference');
  const multiple = hasDifference ? null : multipleDraft(context);
  const isCompared = hasDifference || multiple !== null || effect !== null;
  const relations = isCompared ? [] : relationDrafts(context);
  const superlative = isCompared || relations.length > 0 ? null : superlativeDraft(context);
  appendAll(drafts, relations);
  for (const made of [multiple, effect, superlative, dateDraft(context)]) if (made) drafts.push(made);
  return drafts.length > 0 ? drafts : noneDraft(context, null);
}

function numberDrafts(context: Context, number: NumberMention): Draft[] {
  const made = differenceDraft(context, number) ?? countDraft(context, number) ?? valueDraft(context, number);
  return made ? [made] : [];
}

function dateDraft({ own, lineAt, quote }: Context): DateDraft | null {
  const match = DATED.exec(own.text);
  return match ? { form: 'date', line: lineAt(match.index), quote, said: match[0].slice(0, 80), day: match[1]! } : null;
}

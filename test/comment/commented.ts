import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommentaryAnswer, CommentaryBrief, CommentarySentence } from '../../src/contracts/commentary.ts';
import { type ClaimsOfSentences, checkedCommentary } from '../../src/core/comment/checked-commentary.ts';
import { madeCommentary } from '../../src/core/comment/commenting.ts';
import type { Commented } from '../../src/core/comment/fact-lines.ts';
import type { ReportDocument } from '../../src/core/render/document.ts';
import type { MadeDocument } from '../../src/pipeline.ts';
import { type Files, madeOf } from '../support/report-of.ts';

const data = join(import.meta.dirname, '../claims/data');

/** Three models, each with a baseline and a sweep of settings: `fern:300m` generates fastest, and cold starts are there. */
export const GROVE: Files = Object.fromEntries(
  readdirSync(join(data, 'grove')).map((name) => [name, readFileSync(join(data, 'grove', name), 'utf8')]),
);

/** What a model wrote, as it is kept. */
export function answerOf(text: string, overrides: Partial<CommentaryAnswer> = {}): CommentaryAnswer {
  return {
    key: 'sha256:key',
    promptVersion: 1,
    text,
    isCut: false,
    reason: '',
    agents: [
      {
        id: 'commentator',
        label: 'Commentary',
        persona: 'You are brief.',
        provider: 'ollama',
        model: 'gemma3:latest',
        digest: 'sha256:a',
        options: { num_ctx: 4_096 },
        calls: [],
      },
    ],
    askedAt: '2026-01-01T00:00:00.000Z',
    ...overrides,
  };
}

/** A report with what a model wrote about it; null: it was not asked yet. */
export function commentedReport(text: string | null, files: Files = GROVE): MadeDocument {
  return madeOf(files, null, {
    comment: (report, claimsOf) => madeCommentary(report, () => (text === null ? null : answerOf(text)), claimsOf),
  });
}

export function documentWith(text: string, files: Files = GROVE): ReportDocument {
  return commentedReport(text, files).document;
}

/** What sentences of some files are checked against, made once. */
interface Checked {
  readonly report: Commented;
  readonly claimsOf: ClaimsOfSentences;
}

const known = new WeakMap<Files, Checked>();

function checkedOf(files: Files): Checked {
  const made = known.get(files);
  if (made) return made;
  let checked: Checked | null = null;
  madeOf(files, null, {
    comment(report, claimsOf) {
      checked = { report, claimsOf: claimsOf! };
      return { brief: null, answer: null, commentary: null };
    },
  });
  known.set(files, checked!);
  return checked!;
}

/** What became of the sentences of a text. */
export function sentencesOf(text: string, files: Files = GROVE): readonly CommentarySentence[] {
  const { report, claimsOf } = checkedOf(files);
  return checkedCommentary(answerOf(text), report, claimsOf).sentences;
}

/** What a model would be told. */
export function briefOf(files: Files): CommentaryBrief | null {
  return commentedReport(null, files).questions.commentary;
}

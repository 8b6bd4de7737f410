import { hash } from 'node:crypto';
import type { CommentaryBrief } from '../contracts/commentary.ts';
import { commentaryKeyText } from '../core/comment/commentary-key.ts';
import type { ReadyAgent } from '../edges/narration/narrator.ts';

/** What is written about a brief is kept under; see `narrationKey`. */
export function commentaryKey(brief: CommentaryBrief, agent: ReadyAgent): string {
  return `sha256:${hash('sha256', commentaryKeyText(brief, agent))}`;
}

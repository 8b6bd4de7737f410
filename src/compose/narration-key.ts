import { hash } from 'node:crypto';
import type { Brief } from '../contracts/narration.ts';
import type { Agents } from '../core/narrate/converse.ts';
import { narrationKeyText } from '../core/narrate/narration-key.ts';

/** What the answer to a brief is kept under: another brief, prompt, schema or setting has another one; other weights have the same. */
export function narrationKey(brief: Brief, agents: Agents): string {
  return `sha256:${hash('sha256', narrationKeyText(brief, agents))}`;
}

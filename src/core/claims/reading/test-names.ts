import type { Span } from './find-names.ts';
import type { KnownSubjects } from './known-subjects.ts';

/** The part of the work that a name of a test stands for. */
export interface PhaseMention extends Span {
  readonly text: string;
  readonly phase: 'prefill' | 'decode';
  /** The length and the depth that the name states, of those that the data have. */
  readonly sizes: readonly { readonly key: string; readonly value: string }[];
}

/** `pp512`, `tg128`, `pp2048 @ d4096`: what llama-bench and llama-benchy call their tests, and people after them. */
const TEST_NAME = /(?<![\p{L}\p{N}_])(pp|tg)(\d+)(?:\s?@\s?d\s?(\d+))?(?![\p{L}\p{N}_])/gu;

/** The parts of the work that a text names by a test. */
export function phasesIn(text: string, known: KnownSubjects): PhaseMention[] {
  return [...text.matchAll(TEST_NAME)].map(({ 0: whole, 1: part, 2: length, 3: depth, index }) => {
    const sizes = [{ key: part === 'pp' ? 'input_length' : 'output_length', value: String(Number(length)) }];
    if (depth !== undefined) sizes.push({ key: 'depth', value: String(Number(depth)) });
    return {
      start: index,
      end: index + whole.length,
      text: whole,
      phase: part === 'pp' ? 'prefill' : 'decode',
      sizes: sizes.filter(({ key }) => known.valuesOf(key).length > 0),
    };
  });
}

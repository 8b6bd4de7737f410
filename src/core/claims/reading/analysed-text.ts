import { findNames, findSettings, type NameMention, type SettingMention, wordsOf } from './find-names.ts';
import { findNumbers, type NumberMention } from './find-numbers.ts';
import { keptWith } from './kept-with.ts';
import type { KnownMetrics, MetricMention } from './known-metrics.ts';
import type { KnownSubjects } from './known-subjects.ts';
import { phasesIn } from './test-names.ts';

/** What the words of the data are: everything that a text is read with. */
export interface Vocabulary {
  readonly subjects: KnownSubjects;
  readonly metrics: KnownMetrics;
}

/** A text with all that it mentions, each list in the order of the text. */
export interface AnalysedText {
  readonly text: string;
  readonly names: readonly NameMention[];
  readonly settings: readonly SettingMention[];
  readonly numbers: readonly NumberMention[];
  readonly metrics: readonly MetricMention[];
}

/** Finds names, settings, quantities and numbers; what is one of them is not read as another. Each text is read once with a vocabulary. */
export const readText = keptWith(
  (vocabulary: Vocabulary, text: string) => analysed(text, vocabulary),
  (text) => text,
);

function analysed(text: string, { subjects, metrics }: Vocabulary): AnalysedText {
  const words = wordsOf(text);
  const tests = phasesIn(text, subjects);
  const isOfTest = ({ start, end }: { start: number; end: number }) => tests.some((test) => test.start < end && start < test.end);
  const named = findNames(text, words, subjects);
  const settings = findSettings(text, subjects).filter(
    (own) => !isOfTest(own) && !named.some((name) => name.start <= own.start && own.end <= name.end),
  );
  const isFree = ({ start, end }: { start: number; end: number }) => !settings.some((span) => span.start < end && start < span.end);
  const names = named.filter(isFree);
  const mentioned = metrics
    .find(text, words)
    .filter((own) => isFree(own) && !names.some((name) => name.start < own.end && own.start < name.end));
  const numbers = findNumbers(text, [...names, ...settings, ...tests]);
  // The unit of a number names no quantity of its own.
  const quantities = mentioned.filter((own) => !numbers.some(({ start, end }) => start < own.end && own.start < end));
  const phases = tests.map((test) => metrics.ofPhase(test));
  const all = phases.length === 0 ? quantities : [...quantities, ...phases].sort((a, b) => a.start - b.start);
  return { text, names, settings, numbers, metrics: all };
}

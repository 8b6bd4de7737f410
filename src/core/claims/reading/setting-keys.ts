import { labelKey } from '../../../metrics/labels.ts';
import { rememberedText } from '../../../metrics/remembered-text.ts';
import { wordsOf } from './find-names.ts';
import { isHard } from './subject-of.ts';

/** Every label that a text names by its key and that is no name of what competes. */
const keysIn = rememberedText((text): readonly string[] => {
  const words = wordsOf(text).map(({ text: word }) => word);
  const keys = words.flatMap((word, index) => [labelKey(word), labelKey(`${word}_${words[index + 1] ?? ''}`)].flatMap((key) => key ?? []));
  return [...new Set(keys)].filter((key) => !isHard(key));
});

/** Keys of settings that a text names, with or without a value. */
export function settingKeysIn(text: string, valuesOf: (key: string) => readonly string[]): string[] {
  return keysIn(text).filter((key) => valuesOf(key).length > 1);
}

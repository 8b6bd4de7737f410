import type { AnalysedText } from './analysed-text.ts';
import type { Condition } from './condition.ts';
import type { Context } from './context.ts';
import { settingKeysIn } from './setting-keys.ts';
import { runOf } from './subject-of.ts';

const BARE_SETTING = /^[\s*_`]*(-?\d+(?:\.\d+)?)(?: layers?)?[\s*_`]*(?:\([^()]{0,40}\))?[\s*_`]*:/;

/** "4096: highest throughput" under "Context size (num_ctx)": a value of the setting that the heading names alone. */
function bareSetting({ own, around, vocabulary }: Context): Condition | null {
  const value = BARE_SETTING.exec(own.text)?.[1];
  if (value === undefined) return null;
  for (const outer of around) {
    const keys = settingKeysIn(outer.text, vocabulary.subjects.valuesOf);
    if (keys.length === 1 && vocabulary.subjects.valuesOf(keys[0]!).includes(String(Number(value))))
      return { key: keys[0]!, values: [String(Number(value))] };
    if (keys.length > 0) return null;
  }
  return null;
}

/** Settings of which a text names one value: of several it cannot be told which one holds for what stands beneath it. */
export function single(settings: AnalysedText['settings']): AnalysedText['settings'] {
  return settings.filter(({ key, value }) => settings.every((other) => other.key !== key || other.value === value));
}

/** What joins a number to the setting behind it: "49.6 tok/s at concurrency 1", "41 ms (num_ctx=1024)". */
const BEHIND = /^\s*(?:\([^()]*|(?:at|with|for|under|when|using|in|of)\s+(?:(?:a|an|the|its)\s+)?(?:\p{L}+\s+){0,2})$/iu;

/** "From concurrency 1 to concurrency 32 (52.4 ms → 174.3 ms)": as many numbers as values of the setting, in one row. */
function pairedSetting(own: AnalysedText, mentions: AnalysedText['settings'], number: { readonly start: number; readonly end: number }) {
  const { run, at } = runOf(own, number);
  const before = mentions.filter(({ end }) => end <= (run[0]?.start ?? 0)).slice(-run.length);
  return run.length > 1 && before.length === run.length && !mentions.some(({ start }) => start >= run.at(-1)!.end) ? before[at] : undefined;
}

/** Behind these words a sentence speaks of something else. */
const LEAVES = /;|\b(?:and|while|whereas|but|versus|vs)\b/i;

/** Settings that hold for a number: of each key the one nearest before it, else after it, else that of what it stands under. */
export function settingsFor(context: Context, number: { readonly start: number; readonly end: number }): Condition[] {
  const found = new Map<string, Condition>();
  const bare = bareSetting(context);
  if (bare) found.set(bare.key, bare);
  const { own, around } = context;
  const keys = new Set(own.settings.map(({ key }) => key));
  for (const key of keys) {
    const mentions = own.settings.filter((mention) => mention.key === key);
    const isAfter = !mentions.some(({ end }) => end <= number.start);
    const behind = mentions.find(
      ({ start }) =>
        start >= number.end &&
        (BEHIND.test(own.text.slice(number.end, start)) ||
          (isAfter && BEHIND.test(own.text.slice(number.end, start).replace(/^\s*,/, '')))),
    );
    const near = pairedSetting(own, mentions, number) ?? behind ?? mentions.findLast(({ end }) => end <= number.start) ?? mentions[0]!;
    const isOfOther = near.start >= number.end && near !== behind && LEAVES.test(own.text.slice(number.end, near.start));
    if (!isOfOther) found.set(key, { key, values: [near.value] });
  }
  for (const outer of around) {
    for (const { key, value } of single(outer.settings)) if (!found.has(key)) found.set(key, { key, values: [value] });
  }
  return [...found.values()];
}

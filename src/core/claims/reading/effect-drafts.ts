import type { Context } from './context.ts';
import type { EffectDraft } from './draft.ts';
import { settingKeysIn } from './setting-keys.ts';
import { subjectOf } from './subject-of.ts';

const NONE =
  /\b(?:no|without|little|minimal|negligible|hardly any|barely any|insignificant|limited) (?:\p{L}+ ){0,2}(?:effects?|impacts?|influences?|differences?|changes?|degradation)\b|\b(?:does|do|did) not (?:\p{L}+ ){0,2}(?:affect|impact|influence|change|matter)\b|\b(?:doesn't|don't|didn't) (?:\p{L}+ ){0,2}(?:affect|impact|influence|change|matter)\b|\b(?:unchanged|unaffected|insensitive|independent of)\b|\b(?:affects?|impacts?|influences?) (?:\p{L}+ ){0,3}(?:minimally|marginally|little|barely|hardly|only slightly)\b|\bbarely (?:affects?|changes?|matters?)\b/iu;
const SOME =
  /\b(?:significantly|strongly|dramatically|greatly|substantially|heavily|clearly) (?:affects?|impacts?|influences?|increases?|reduces?|improves?|degrades?)\b|\b(?:affects?|impacts?|influences?|increase[sd]?|reduce[sd]?|improve[sd]?|degrade[sd]?|boost(?:s|ed)?|lower(?:s|ed)|raise[sd]?|cause[sd]?|spikes?)\b|\b(?:significant|strong|major|large|severe|critical|most critical|most important|noticeable|clear) (?:\p{L}+ ){0,2}(?:effects?|impacts?|influences?|differences?|degradation|spikes?|factors?|parameters?)\b|\bsensitiv(?:e|ity)\b/iu;

/** A word that each of them has one of: most sentences have none, which is found out at once. */
const ANY =
  /effect|affect|impact|influen|differen|chang|matter|degrad|insensitive|independent|sensitiv|increas|reduc|improv|boost|lower|rais|caus|spike|factor|parameter/i;

/** What is said of answers, and not of how fast they come. */
const OF_QUALITY = /\b(?:quality|creativ\w+|coheren\w+|accura\w+|divers\w+|determinis\w+|memory footprint|failures?|errors?|crash\w*)\b/i;

const WAYS: readonly (readonly [pattern: RegExp, way: EffectDraft['way']])[] = [
  [/\bincreas|\brais/i, 'more'],
  [/\breduc|\blower/i, 'less'],
  [/\bimprov|\bboost/i, 'better'],
  [/\bdegrad/i, 'worse'],
];
const UP = /\b(?:increasing|raising|growing|higher|larger|bigger|more|greater|deeper)\b/i;
const DOWN = /\b(?:decreasing|lowering|reducing|shrinking|lower|smaller|fewer|less)\b/i;

function movedIn(text: string): EffectDraft['moved'] {
  return UP.test(text) === DOWN.test(text) ? null : UP.test(text) ? 'up' : 'down';
}

/** "num_gpu has no effect on throughput", "temperature significantly affects TTFT"; null where no setting is said to do or not to do anything. */
export function effectDraft(context: Context): EffectDraft | null {
  const { own, around, vocabulary, lineAt, quote } = context;
  if (!ANY.test(own.text)) return null;
  const none = NONE.exec(own.text);
  const match = none ?? SOME.exec(own.text);
  if (!match || OF_QUALITY.test(own.text)) return null;
  // What stands in brackets says where something was seen, and not what made it so.
  const keys = settingKeysIn(own.text.replace(/\([^()]*\)/g, ' '), vocabulary.subjects.valuesOf);
  const [key] = keys;
  if (key === undefined || keys.length > 1) return null;
  const share = own.numbers.find(({ unit }) => unit === '%');
  return {
    form: 'effect',
    line: lineAt(match.index),
    quote,
    said: match[0],
    key,
    metrics: own.metrics.flatMap(({ metrics }) => metrics),
    isNamed: own.metrics.length > 0,
    subject: subjectOf(own, { start: match.index, end: match.index + match[0].length }, around, vocabulary.subjects),
    hasEffect: none === null,
    way: WAYS.find(([pattern]) => pattern.test(match[0]))?.[1] ?? null,
    level: own.settings.find((setting) => setting.key === key)?.value ?? null,
    moved: movedIn(own.text.slice(0, match.index) + own.text.slice(match.index + match[0].length)),
    size: share === undefined ? null : Math.abs(share.value) / 100,
  };
}

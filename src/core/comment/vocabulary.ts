/**
 * The words of which a kept sentence of a model may consist beside names of the data, numbers of facts and what its claims say. A list of what is
 * allowed and not of what is forbidden: whatever weighs, compares, denies, generalises or explains in words that are not here was not understood,
 * and is not printed. A sentence in another language holds none of them.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

/** Words that state nothing by themselves, and those of which every statement on a measurement is made. */
const NEUTRAL = words(`
  a an the of in on at for with by to from and or but while whereas compared versus respectively over that about around approximately roughly also when
  during is was are were has have had be been being
  show shows showed shown reach reaches reached achieve achieves achieved deliver delivers delivered generate generates generated produce produces
  produced record records recorded measure measures measured provide provides provided yield yields yielded take takes took taken need needs needed
  average averages averaged exhibit exhibits exhibited demonstrates demonstrated display displays displayed attains attained posts posted observed
  reported
  model models request requests token tokens seconds millisecond milliseconds ms s sec tokens/s tok/s
  throughput generation decode decoding rate speed latency time times ttft
  mean median average max min maximum minimum peak percentile value values result results benchmark benchmarks test tests runs
  setting settings metric metrics performance measurement measurements figure figures data cold warm start starts facts according
`);

/** Words of an order, where a claim of one is borne out; "more" alone says of what by the words behind it. */
export const ORDER_WORDS = words(`
  faster slower quicker higher lower larger smaller greater longer shorter more less fewer fastest slowest quickest highest lowest largest smallest
  greatest longest shortest most least than as times fold
`);

/** Words of an effect, or of none, where a claim of one is borne out. */
export const EFFECT_WORDS = words(`
  no little minimal negligible effect effects impact impacts influence influences difference differences change changes does do did not affect affects
  unchanged unaffected insensitive independent
`);

/** Words of judgement and advice: what they say no measurement bears out, so a sentence that has one is marked. */
const JUDGEMENT = words(`
  good great well suitable suited ideal recommend recommends recommended recommendation suggest suggests suggested consider considered considering
  should could may might would worth sensible reasonable interesting promising strong solid notable noteworthy attractive practical useful helpful
  prefer preferred preference prioritize prioritise trade-off trade-offs tradeoff tradeoffs consideration considerations likely probably perhaps seem
  seems appear appears responsive
`);

/** What advice is about; a sentence of facts that holds one of these says where it holds, which nobody has measured. */
const CONTEXT = words(`
  choice option candidate default can use using used user users deploy deploying deployment deployments production interactive application
  applications chat edge task tasks workload workloads scenario scenarios need priority further testing investigate investigated investigation explore
  evaluate repeat compare tune tuning monitor trust quality accuracy cost costs balance overall team teams we you if whether depends depending
  where responsiveness experience choose choosing select selecting configuration configurations parameter parameters prompt prompts input output
`);

/** Words of quantities in tokens or requests a second, and of times. */
const OF_RATE = words('throughput generation decode decoding rate speed');
const OF_TIME = words('latency time times ttft');
/** Further words of measurements: an opinion that holds one would pass for one. */
const OF_MEASUREMENT = words(`
  token tokens seconds millisecond milliseconds ms s sec tokens/s tok/s mean median average max min maximum minimum peak percentile performance cold warm
  reach reaches reached achieve achieves achieved deliver delivers delivered generate generates generated produce produces produced average averages
  averaged take takes took responsive responsiveness
`);

/** Why something was the case: no measurement of a benchmark shows it. */
const CAUSE =
  /\b(?:because|due to|owing to|thanks to|as a result|result(?:s|ed|ing) (?:in|from)|leads? to|led to|caus(?:e[sd]?|ing)|driven by|therefore|thus|hence|consequently|since|attribut\w+|reason|explain\w*|so that|which makes|making it|stems? from)\b/i;
/** What is said of everything, or denied. */
const SWEEPING =
  /\b(?:all|every|each|any|always|never|none|no|not|nothing|nobody|neither|nor|without|only|entire(?:ly)?|across|consistent(?:ly)?|regardless|both|whole|completely|everywhere|cannot|lacks?|fails?|failed)\b|n['’]t\b/i;
/** What is held against something else, or said to have moved. */
const WEIGHING =
  /\b(?:more|most|less|least|fewer|better|best|worse|worst|than|superior|inferior|outperform\w*|exceed\w*|beats?|leads?|leading|trails?|ahead|behind|increas\w+|decreas\w+|improv\w+|degrad\w+|reduc\w+|doubl\w+|tripl\w+|twice|half|significant\w*|substantial\w*|considerabl\w+|equal\w*|similar\w*|same|scal(?:es?|ing)|stable|\w{2,}est|(?:fast|slow|high|low|great|larg|small|short|long|quick)er|high|low|fast|slow|large|small)\b/i;

export type WordKind = 'neutral' | 'judgement' | 'context' | 'unknown';

const KINDS: readonly (readonly [kind: WordKind, words: ReadonlySet<string>])[] = [
  ['neutral', NEUTRAL],
  ['judgement', JUDGEMENT],
  ['context', CONTEXT],
];

/** What a word adds to a sentence. @param word in lower case; of one with hyphens each part counts where the whole is not known. */
export function wordKind(word: string): WordKind {
  const known = KINDS.find(([, own]) => own.has(word))?.[0];
  if (known !== undefined) return known;
  const parts = word.split('-').filter((part) => part !== '');
  if (parts.length < 2) return 'unknown';
  const kinds = parts.map(wordKind);
  return kinds.find((kind) => kind === 'unknown') ?? kinds.find((kind) => kind !== 'neutral') ?? 'neutral';
}

/** The dimension that a word speaks of; `any` of one that every measurement is told with, null of one that tells of none. @param word in lower case. */
export function dimensionOf(word: string): 'rate' | 'time' | 'any' | null {
  const parts = [word, ...word.split('-')];
  if (parts.some((part) => OF_RATE.has(part))) return 'rate';
  if (parts.some((part) => OF_TIME.has(part))) return 'time';
  return parts.some((part) => OF_MEASUREMENT.has(part)) ? 'any' : null;
}

/** What sort of statement words make that no claim took up; null where they are none of these. */
export function statementIn(text: string): string | null {
  if (CAUSE.test(text)) return 'names a cause, which no measurement shows';
  if (WEIGHING.test(text)) return 'weighs or compares beyond what was checked';
  return SWEEPING.test(text) ? 'denies or generalises beyond what was checked' : null;
}

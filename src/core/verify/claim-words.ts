import type { Claim, Predicate } from '../../contracts/claim.ts';

/**
 * Words that state a number which no fact bears out. "one", "first", "both", "several" and the like are ordinary words; "second" is a unit
 * and an order.
 */
export const NUMBER_WORDS =
  /\b(?:zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|twice|thrice|half|halv(?:es?|ed|ing)|thirds|quarters?|doubl(?:es?|ed|ing)|tripl(?:es?|ed|ing)|quadrupl(?:es?|ed|ing)|(?:two|three|four|five|six|seven|eight|nine|ten|hundred|many|several|multi)-?fold|orders? of magnitude|magnitudes?|(?:a|one)[ -](?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|couple|handful|per ?cent)|fifths|sixths|sevenths|eighths|ninths|tenths)\b/i;

/** Comparatives and superlatives by their form; the exceptions end alike and compare nothing. */
const BY_FORM = String.raw`\b(?!(?:requests?|tests?|latest|rest|interest|digest|manifest|contest|honest|modest|suggest|guest|nest|harvest|invest|protest|west|earlier|tier|outlier|carrier|barrier|identifier|multiplier|modifier|notifier|classifier)\b)\p{L}{2,}(?:est|ier)\b`;

/** Words that compare, rank, weigh or tell of a change, whatever stands around them. */
const BY_WORD = String.raw`\b(?:than|as \p{L}+ as|faster|slower|quicker|better|worse|higher|lower|greater|larger|smaller|longer|shorter|bigger|cheaper|stronger|weaker|more|less|fewer|superior|inferior|ahead|behind|out(?:perform|pac|run|do|class)\p{L}*|beat\p{L}*|wins?|won|winn\p{L}+|los(?:es?|ing|t|ers?)|leads?|led|leading|leaders?|trail\p{L}*|exceed\p{L}*|surpass\p{L}*|dominat\p{L}*|overt[ao]\p{L}+|top(?:s|ped|ping)?|champion\p{L}*|unmatched|unrivalled|unbeaten|best|worst|most|least|first place|second to none|improv\p{L}*|degrad\p{L}*|regress\p{L}*|increas\p{L}*|decreas\p{L}*|gain\p{L}*|drop(?:s|ped|ping)?|ris(?:es?|en|ing)|rose|fall(?:s|en|ing)?|fell|gr[eo]w\p{L}*|shr[aiu]nk\p{L}*|speed(?:s|ed|ing)? up|sp[e]d up|slow(?:s|ed|ing)? down|boost\p{L}*|reduc\p{L}*|dwarf\p{L}*|crush\p{L}*|edges? out|on par|comparable|similar|identical|same|equals?|negligibl\p{L}*|(?:in)?significan\p{L}*|majority|minority|fraction|saves?|costs? nothing|difference|unchanged|stable|constant|ideal|optimal|perfect|inadequate|excellent|poor|fast|slow|instant\p{L}*|reliab\p{L}*|safe|recommend\p{L}*)\b`;

/** Verbs and adjectives that judge without comparing. */
const JUDGING = String.raw`\b(?:lag(?:s|ged|ging)?|suffer\p{L}*|collaps\p{L}*|eclips\p{L}*|excel(?:s|led|ling)?|overshadow\p{L}*|shin(?:es?|ing)|shone|edges? past|edged|pull(?:s|ed|ing)? (?:away|ahead)|in the dust|plummet\p{L}*|plung\p{L}*|surg(?:es?|ed|ing)|soar\p{L}*|climb\p{L}*|sank|sinks?|slump\p{L}*|jump\p{L}*|slow(?:s|ed|ing)|crawl\p{L}*|struggl\p{L}*|(?:un)?usable|responsive|sluggish|snappy|ready|withdrawn|healthy|fine|flawless\p{L}*|smooth\p{L}*|rival)\b`;

/** What says why, what always holds or that something is not there, but for the phrases in which the program says it of what it has counted. */
const ASSERTING = String.raw`\b(?:caus(?:es?|ed|ing) (?!here)|(?:the|a) cause|due to|because|matters?|comes from (?!it\b)|stems? from|rests on (?!a single sample)|ran out|memory decides|never|nobody|none (?!worth having)|nothing (?!of an unloaded|is ranked|ranks|is stated|of it is|here measured|was measured|is known)|no (?:setting|request|run|failure|doubt|risk|problem|trade-off)s?|without (?:a|any) (?:failure|problem|error|loss)|(?:not a|no) single|agrees?|share|keeps its|holds under|every request|each setting of|every setting of|every load)\b|(?:^|; )(?:only|since) `;

/** The weighing words that a claim of each kind may use: those that its rule checks against the facts, or that weigh nothing there. */
const BORNE: Readonly<Record<Predicate, RegExp>> = {
  leads: /^(?:highest|lowest|ahead|as much as|in every setting)$/i,
  'leads-over-cells': /^ahead$/i,
  tied: /^(?:lead)$/i,
  curve: /^$/,
  extremes: /^(?:best|worst|close)$/i,
  effect: /^$/,
  'no-effect': /^(?:difference|largest)$/i,
  confounded: /^$/,
  'cold-cost': /^$/,
  failed: /^(?:slowest)$/i,
  overloaded: /^$/,
  input: /^(?:same|equals|less)$/i,
  missing: /^(?:fastest|best|larger)$/i,
  advice: /^(?:saves|slow|difference)$/i,
  objective: /^(?:highest|nothing ?)$/i,
  knee: /^highest$/i,
  changed: /^(?:fell|rose|worse|better|unchanged|most|least)$/i,
  'same-order': /^same$/i,
  'other-leader': /^ahead$/i,
};

const WEIGHING_SOURCE = [BY_FORM, BY_WORD, JUDGING, ASSERTING].join('|');
// Without `i` the engine compiles it some twenty times faster, which is most of what it costs to check a report; the words are all in lower case.
const WEIGHING = new RegExp(WEIGHING_SOURCE, 'gu');
let weighingOfAnyCase: RegExp | null = null;

/** The weighing words of a text, in order. */
export function weighingWords(text: string): string[] {
  const lower = text.toLowerCase();
  // A few letters become several in lower case: what was found would lie elsewhere in the text.
  if (lower.length !== text.length) {
    weighingOfAnyCase ??= new RegExp(WEIGHING_SOURCE, 'giu');
    return text.match(weighingOfAnyCase) ?? [];
  }
  const words: string[] = [];
  // Not `matchAll`, which works on a copy that is compiled again for each text.
  WEIGHING.lastIndex = 0;
  for (let found = WEIGHING.exec(lower); found !== null; found = WEIGHING.exec(lower))
    words.push(text.slice(found.index, found.index + found[0].length));
  return words;
}

/** The weighing word of a claim that its predicate does not bear out, or null. Without a predicate there may be none. */
export function unborneWord({ parts, predicate }: Pick<Claim, 'parts' | 'predicate'>): string | null {
  const borne = predicate === undefined ? null : BORNE[predicate];
  // A name or number within a phrase does not make two phrases of it: "faster by far `a` than `b`". What stands for it is of Latin-1: texts with
  // characters beyond that have the expression, which is a large one, compiled once more.
  const words = parts.map((part) => (typeof part === 'string' ? part : ' · ')).join('');
  return weighingWords(words).find((word) => !borne?.test(word)) ?? null;
}

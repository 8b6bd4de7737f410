import type { Location, Log, PhysicalLocation, ReportingDescriptor, Result } from 'sarif';
import type { CheckedClaim, CheckedText, ClaimVerdict } from '../../contracts/checked-claim.ts';
import { lineOfCell } from './line-of-cell.ts';
import { type ClaimPlace, locateClaims } from './locate-claims.ts';
import { VERDICTS } from './verdict-words.ts';

/** A text whose claims were checked, and where it lies as seen from the working directory. */
export interface SarifText {
  /** A relative URI, or an absolute one where the text lies elsewhere. */
  readonly uri: string;
  readonly text: string;
  readonly checked: CheckedText;
}

interface SarifOptions {
  /** Of the program. */
  readonly version: string;
  /** Where an artifact of the data lies, as `SarifText.uri`. */
  readonly uriOf: (path: string) => string;
  /** Does a file hold its rows as lines? Those of a container cannot be pointed at. */
  readonly hasLines: (path: string) => boolean;
  /** Hexadecimal digest of a text. */
  readonly digestOf: (text: string) => string;
}

/** Cells that a result leads to. */
const SOURCE_COUNT_MAX = 8;
const BASE = '%SRCROOT%';

type Told = Exclude<ClaimVerdict, 'supported' | 'not-checkable'>;

const RULES: Readonly<Record<Told, { readonly name: string; readonly short: string; readonly full: string }>> = {
  contradicted: {
    name: 'ContradictedClaim',
    short: 'The data contradict what the text states.',
    full: 'The data have the quantity, and no reading of the claim agrees with them: no statistic, no part, no cell; also an order that the spread does not bear out.',
  },
  misattributed: {
    name: 'MisattributedClaim',
    short: 'What the text states is true of something else.',
    full: 'The claim is false of its subject and true of another one, which the message names.',
  },
  outdated: {
    name: 'OutdatedClaim',
    short: 'What the text states was true of an earlier run.',
    full: 'The claim is false of the last run, and true of an earlier one.',
  },
  unsupported: {
    name: 'UnsupportedClaim',
    short: 'Nothing in the data is about what the text states.',
    full: 'The directory that the text was held against has no measurement of this quantity and subject.',
  },
};
const TOLD = Object.keys(RULES) as Told[];

/**
 * What was found in some texts as SARIF 2.1.0, for code scanning and editors: a rule for each verdict that somebody should look at, a result for each
 * claim that came to it, with its place in the text and the cells that speak against it. Supported claims and those that cannot be checked are no
 * results.
 *
 * A result is known again by the words of its claim and sentence, whatever line they stand on.
 */
export function sarifLog(texts: readonly SarifText[], options: SarifOptions): Log {
  const { version } = options;
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'benchscribe', version, rules: TOLD.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [BASE]: { description: { text: 'the directory in which benchscribe audit was run' } } },
        artifacts: texts.map(({ uri }) => ({ location: locationOf(uri) })),
        results: texts.flatMap((text) => resultsOf(text, options)),
      },
    ],
  };
}

function ruleOf(verdict: Told): ReportingDescriptor {
  const { name, short, full } = RULES[verdict];
  const level = VERDICTS[verdict].level!;
  return {
    id: verdict,
    name,
    shortDescription: { text: short },
    fullDescription: { text: full },
    help: { text: `${full} docs/claims.md says how claims are read and judged.` },
    defaultConfiguration: { level },
    properties: { tags: ['benchmark', 'documentation'], 'problem.severity': level === 'note' ? 'recommendation' : level },
  };
}

function isTold(verdict: ClaimVerdict): verdict is Told {
  return verdict in RULES;
}

function resultsOf({ uri, text, checked }: SarifText, options: SarifOptions): Result[] {
  const places = locateClaims(text, checked.claims);
  const seen = new Map<string, number>();
  return checked.claims.flatMap((claim, index): Result[] => {
    const { verdict } = claim;
    if (!isTold(verdict)) return [];
    const words = JSON.stringify([claim.quote, claim.said].map((part) => part.replaceAll(/\s+/g, ' ')));
    const count = (seen.get(words) ?? 0) + 1;
    seen.set(words, count);
    const related = relatedOf(claim, options);
    return [
      {
        ruleId: verdict,
        ruleIndex: TOLD.indexOf(verdict),
        level: VERDICTS[verdict].level!,
        message: { text: messageOf(claim, related) },
        locations: [{ physicalLocation: { artifactLocation: locationOf(uri), region: regionOf(places[index]!, text) } }],
        ...(related.length === 0 ? {} : { relatedLocations: related }),
        partialFingerprints: { primaryLocationLineHash: `${options.digestOf(words).slice(0, 16)}:${count}` },
      },
    ];
  });
}

/** Brackets of plain words, which would else be read as links. */
function plain(text: string): string {
  return text.replaceAll(/[\\[\]]/g, '\\$&');
}

function messageOf({ verdict, said, quote, reason }: CheckedClaim, related: readonly Location[]): string {
  const links = related.map(({ id, message }) => `[${plain(message!.text!)}](${id})`);
  const see = links.length === 0 ? '' : ` See ${links.join(', ')}.`;
  return `${plain(`${VERDICTS[verdict].name}: "${said === '' ? quote : said}": ${reason}.`)}${see}`;
}

/** The cells that speak for a verdict, each once. */
function relatedOf({ evidence }: CheckedClaim, { uriOf, hasLines }: SarifOptions): Location[] {
  const cells = new Map(
    evidence.flatMap(({ sources }) =>
      sources.flatMap(({ path, cells }) => cells.slice(0, 1).map((cell) => [`${path} ${cell}`, { path, cell }] as const)),
    ),
  );
  return [...cells].slice(0, SOURCE_COUNT_MAX).map(([name, { path, cell }], index): Location => {
    const line = hasLines(path) ? lineOfCell(cell) : null;
    const physicalLocation: PhysicalLocation = {
      artifactLocation: locationOf(uriOf(path)),
      ...(line === null ? {} : { region: { startLine: line } }),
    };
    return { id: index + 1, message: { text: name }, physicalLocation };
  });
}

function locationOf(uri: string): PhysicalLocation['artifactLocation'] & object {
  return /^[a-z][a-z\d+.-]+:/i.test(uri) ? { uri } : { uri, uriBaseId: BASE };
}

function regionOf({ start, end, startLine, startColumn, endLine, endColumn }: ClaimPlace, text: string): PhysicalLocation['region'] {
  return { startLine, startColumn, endLine, endColumn, snippet: { text: text.slice(start, end) } };
}

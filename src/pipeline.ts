import type { CheckedText } from './contracts/checked-claim.ts';
import type { Claim } from './contracts/claim.ts';
import type { Fact } from './contracts/fact.ts';
import type { History, HistoryRules } from './contracts/history.ts';
import type { Brief } from './contracts/narration.ts';
import type { Slo } from './contracts/objective.ts';
import type { Timings } from './contracts/report.ts';
import { REPORT_BASENAME } from './contracts/report-name.ts';
import type { Assembly } from './contracts/series.ts';
import { assemble } from './core/assemble/assemble.ts';
import { attempt, type FailedPart, type OnFailure } from './core/attempt.ts';
import { type ClaimCheck, checkedTexts } from './core/claims/checked-texts.ts';
import { sentenceClaims } from './core/claims/sentence-claims.ts';
import { commentedReport, type MakeCommentary } from './core/comment/commented-report.ts';
import { type ComposedArtifact, composeInputs, composeReport, subjectOf } from './core/compose.ts';
import { analysisTables } from './core/conclude/analysis.ts';
import { namesOfHistory } from './core/conclude/changes.ts';
import { type Conclusions, conclude } from './core/conclude/conclude.ts';
import { KINDS } from './core/conclude/kinds.ts';
import { namingOfMeasured } from './core/conclude/naming.ts';
import { quotationOf } from './core/conclude/notes.ts';
import { statedNames } from './core/conclude/stated-names.ts';
import { type FactBook, factBook } from './core/fact-book.ts';
import { comparedArtifacts } from './core/history/compared-artifacts.ts';
import { historyOf } from './core/history/history.ts';
import { withoutStandIns } from './core/history/kept-runs.ts';
import { ofLastRun } from './core/history/last-run.ts';
import { decisionsOn } from './core/ledger/decisions.ts';
import { namesOfLedger } from './core/ledger/ledger-summary.ts';
import type { parseLedger } from './core/ledger/parse-ledger.ts';
import { measure } from './core/measure/measure.ts';
import { outcomeStatement, runOutcomes } from './core/measure/run-outcomes.ts';
import { runValues } from './core/measure/run-values.ts';
import { type NarrationOf, narrate } from './core/narrate/narrate.ts';
import type { ReportDocument } from './core/render/document.ts';
import { jsonPieces } from './core/render/render-json.ts';
import { renderMarkdown, renderPage } from './core/render/render-markdown.ts';
import { reportDocument, withPartGaps } from './core/render/report-document.ts';
import { runOf } from './core/run-of.ts';
import type { ArtifactText } from './core/verify/quote-lines.ts';
import { claimVerifier } from './core/verify/verify-claims.ts';
import type { SizeLimits } from './edges/files/artifact-reader.ts';
import type { Inputs, RefusedInput } from './edges/files/inputs.ts';
import type { ReportText } from './edges/files/report-seal.ts';
import type { ReportFormat } from './edges/files/staleness.ts';
import type { IngestedArtifact } from './edges/refresh/ingest-artifact.ts';
import { quarantined } from './edges/refresh/quarantined.ts';
import type { OpenQuestions } from './edges/refresh/task.ts';
import { objectivesOf } from './metrics/objectives.ts';

/** The report directory that a report is about. */
export interface ReportPlace {
  readonly rootId: string;
  /** Relative to the root, "." for the root itself. */
  readonly directory: string;
}

export interface PipelineDeps {
  readonly version: string;
  /** Fingerprint of the rules, as the report states it. */
  readonly rules: string;
  readonly now: () => Date;
  /** Objectives of the service. */
  readonly slo: Slo;
  /** How long it took to list, read and parse the inputs. */
  readonly ingestMs: number;
  /** Told of each part of a report that a bug keeps away, for the log. */
  readonly onFailure: OnFailure;
  /** What agents answered to a brief earlier; null where none is configured. */
  readonly narrationOf: NarrationOf | null;
  /** Has a commentary made of what was written about the facts earlier; null where none is wanted. */
  readonly comment: MakeCommentary | null;
  /** What holds the claims of Markdown texts against the data; null where no text is there. */
  readonly claims: ClaimCheck | null;
  /** Reads a ledger: see `readLedgers`. */
  readonly parseLedger: typeof parseLedger;
}

/** A report as it is to be rendered, with what agents are to be told of it. */
export interface MadeDocument {
  readonly document: ReportDocument;
  /** Null where no agent is configured. */
  readonly brief: Brief | null;
  /** What they are still to be asked. */
  readonly questions: OpenQuestions;
  /** What became of the claims of the texts that were to be checked, in their order. */
  readonly checked: readonly CheckedText[];
  /** What its runs say; null where there are none to compare. */
  readonly history: History | null;
}

export interface ReportFile {
  readonly name: string;
  readonly content: ReportText;
}

export const NO_TIMINGS: Timings = { readMs: 0, parseMs: 0, aggregateMs: 0, compareMs: 0, narrateMs: 0, renderMs: 0, totalMs: 0 };

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function stopwatch(): { lap(): number; total(): number } {
  const startMs = performance.now();
  let lastMs = startMs;
  return {
    lap() {
      const nowMs = performance.now();
      const lapMs = nowMs - lastMs;
      lastMs = nowMs;
      return tenths(lapMs);
    },
    total: () => tenths(performance.now() - startMs),
  };
}

type Ingested = Inputs<IngestedArtifact>;

function refusedArtifact({ path, kind, bytes, modifiedAtMs, message }: RefusedInput, directory: string): ComposedArtifact {
  return composed({ path, kind, bytes, modifiedAtMs, sha256: '', growing: false, parsed: quarantined(message), parseMs: 0 }, directory);
}

function composed({ path, kind, bytes, sha256, modifiedAtMs, growing, parsed }: IngestedArtifact, directory: string): ComposedArtifact {
  const { result, ...recognised } = parsed;
  const placedAt = directory === '.' ? path : `${directory}/${path}`;
  return { path, placedAt, kind, bytes, sha256, modifiedAtMs, growing, ...recognised, parsed: result };
}

function composedAll({ contents, refused }: Ingested, directory: string): ComposedArtifact[] {
  const all = [...refused.map((input) => refusedArtifact(input, directory)), ...contents.map((input) => composed(input, directory))];
  return withoutStandIns(all).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What changed from run to run; nothing is looked at where there is one run. */
export function historyIn(usable: readonly ComposedArtifact[], assembly: Assembly, book: FactBook, rules: HistoryRules): History | null {
  const compared = comparedArtifacts(usable, rules.baseline?.directory);
  if (compared === null) return null;
  const isCompared = (path: string) => compared.has(path);
  return historyOf(book, {
    values: runValues(book, assembly, isCompared),
    outcomes: runOutcomes(assembly, isCompared),
    state: outcomeStatement(book),
    placeOf: (path) => compared.get(path) ?? null,
    rules,
  });
}

/**
 * Makes the report of one directory from its artifacts: assemble, measure, conclude, narrate, verify, compose. Touches no disk, and gives the
 * same for the same inputs, time stamps and durations apart.
 *
 * @param inputs at least one artifact, read or refused.
 */
export function makeReport(place: ReportPlace, inputs: Ingested, limits: SizeLimits, deps: PipelineDeps): MadeDocument {
  const watch = stopwatch();
  const { ingestMs } = deps;
  const artifacts = composedAll(inputs, place.directory);
  for (const { path, parsed } of inputs.contents) {
    // The report states it with the file; the stack is for the log.
    if (parsed.bug !== null)
      deps.onFailure({ name: `reading ${path}`, error: Object.assign(new Error(parsed.reason ?? ''), { stack: parsed.bug }) });
  }
  // Several may have been parsed at a time, or in processes that had to be started: what is not parsing is reading.
  const parseMs = Math.min(ingestMs, tenths(inputs.contents.reduce((sum, content) => sum + content.parseMs, 0)));
  const readMs = tenths(ingestMs - parseMs);
  const failed: FailedPart[] = [];
  const onFailure = (part: FailedPart) => {
    failed.push(part);
    deps.onFailure(part);
  };
  const usable = artifacts.filter(({ verdict }) => verdict === 'accepted' || verdict === 'partial');
  const assembly = assemble(usable, onFailure);
  const book = factBook();
  const objectives = objectivesOf(deps.slo);
  const measured = measure(assembly, artifacts, onFailure, book, objectives);
  const { rules, summaryOf } = decisionsOn(inputs.ledgers, deps.parseLedger, { ...inputs, directory: place.directory });
  const history = attempt('changes from run to run', () => historyIn(usable, assembly, book, rules), onFailure);
  const measurement = { ...measured, history, ledger: summaryOf(history), baseline: rules.baseline?.asked ?? null, facts: book.all() };
  const claims = checkedTexts(deps.claims, { assembly, measurement, artifacts }, onFailure);
  const aggregateMs = watch.lap();
  const configurationKeys = new Set(artifacts.flatMap(({ parsed }) => [...parsed.configuration.keys()]));
  const naming = namingOfMeasured(measurement);
  const reviewed = artifacts.map((artifact) => ({ ...artifact, run: runOf(artifact) }));
  const told = history === null ? measurement : ofLastRun(measurement, history);
  const conclusions = conclude(told, reviewed, configurationKeys, naming, onFailure, claims.notes);
  const analysis = analysisTables(measurement, naming, onFailure);
  const quotations = claims.notes.flatMap((note) => note.accused.map(quotationOf));
  const subject = subjectOf(place.rootId, place.directory);
  const verified = verifiedConclusions(conclusions, measurement.facts, [
    subject,
    ...statedNames(reviewed, measurement.labels),
    ...namesOfHistory(history),
    ...quotations,
    ...namesOfLedger(measurement.ledger, history),
    inputs.baseline,
    ...objectives.map(({ name }) => name),
  ]);
  const narrating = { ...place, artifacts, measurement };
  const inputsOfReport = composeInputs({
    ...narrating,
    fingerprint: inputs.fingerprint,
    ruleFingerprint: deps.rules,
    readLimits: { textBytesMax: limits.textBytesMax, textLinesMax: limits.textLinesMax },
    otherFileCount: inputs.otherFileCount,
    baseline: inputs.baseline,
    skipped: inputs.problems,
  });
  const written = narrate({ ...verified.conclusions, kinds: KINDS, inputs: inputsOfReport, subject }, deps.narrationOf);
  const [headline = null] = verified.check(written.narrative.headline === null ? [] : [written.narrative.headline], []);
  const sentences = verified.check(written.narrative.sentences, verified.conclusions.findings);
  const risks = verified.check(written.narrative.risks, []);
  const advice = verified.check(written.recommendations, []);
  const narrateMs = watch.lap();
  const composed = composeReport({
    version: deps.version,
    slo: deps.slo,
    generatedAt: deps.now(),
    ...narrating,
    inputs: inputsOfReport,
    analysis,
    conclusions: { ...verified.conclusions, recommendations: advice },
    narrative: { ...written.narrative, headline, sentences, risks, rejected: [...verified.rejected] },
    timings: { ...NO_TIMINGS, readMs, parseMs, aggregateMs, narrateMs },
  });
  const { report, question } = commentedReport(composed, sentenceClaims(claims.check), deps.comment, onFailure);
  const renderMs = watch.lap();
  const timings = { ...report.timings, renderMs, totalMs: tenths(watch.total() + ingestMs) };
  const document = reportDocument({ ...withPartGaps(report, failed), timings }, deps.onFailure);
  const questions = { plan: written.narrative.status === 'pending' ? written.brief : null, commentary: question };
  return { document, brief: written.brief, questions, checked: claims.audited, history };
}

/** Conclusions that hold before the firewall, and the firewall itself for what is written from them. */
interface Verified {
  readonly conclusions: Conclusions;
  /** Everything that was refused so far. */
  readonly rejected: readonly { readonly text: string; readonly reason: string }[];
  /** What holds of some claims, in their order. A sentence that does not is replaced by the finding that it says, where that holds. */
  check<C extends Claim>(claims: readonly C[], findings: readonly Claim[]): C[];
}

function verifiedConclusions(conclusions: Conclusions, facts: readonly Fact[], names: readonly string[]): Verified {
  const { findings, gaps, recommendations, tellings } = conclusions;
  const verify = claimVerifier(facts, names);
  const { accepted, rejected } = verify<Claim>([...findings, ...recommendations, ...gaps]);
  const holding = new Set(accepted);
  const held = <C extends Claim>(own: readonly C[]) => own.filter((claim) => holding.has(claim));
  const refusedIds = new Set([...findings, ...gaps].filter((claim) => !holding.has(claim)).map(({ id }) => id));
  const refused = [...rejected];
  return {
    conclusions: {
      findings: held(findings),
      gaps: held(gaps),
      recommendations: held(recommendations),
      page: conclusions.page,
      shownIds: conclusions.shownIds,
      tellings: tellings.filter(({ id }) => !refusedIds.has(id)),
    },
    rejected: refused,
    check(claims, fallbacks) {
      const own = verify(claims);
      const passed = new Set(own.accepted);
      for (const claim of own.rejected) if (!refused.some(({ text }) => text === claim.text)) refused.push(claim);
      return claims.flatMap((claim) => {
        if (passed.has(claim)) return [claim];
        const whole = fallbacks.find(({ id }) => claim.id === `summary-${id}`);
        if (!whole) return [];
        const { parts, text, facts, predicate } = whole;
        return [{ ...claim, clauses: undefined, parts, text, facts, predicate }];
      });
    },
  };
}

/** Text of an artifact to quote lines of, by path; null where there is none. */
export type TextOf = (path: string) => ArtifactText | null;

/** What draws a page is loaded for it alone. */
export async function htmlOf(document: ReportDocument, textOf: TextOf, onFailure: OnFailure): Promise<string> {
  const [{ renderHtml }, { quoteLines }] = await Promise.all([
    import('./core/render/render-html.ts'),
    import('./core/verify/quote-lines.ts'),
  ]);
  return renderHtml(document, { quote: (sources) => quoteLines(sources, textOf) }, onFailure);
}

/** The files of a report, in the order of `formats`. @param isPageOnly of Markdown the page alone. */
export async function renderReport(
  document: ReportDocument,
  formats: readonly ReportFormat[],
  textOf: TextOf,
  onFailure: OnFailure,
  isPageOnly = false,
): Promise<ReportFile[]> {
  const files: ReportFile[] = [];
  const markdown = isPageOnly ? renderPage : renderMarkdown;
  for (const format of formats) {
    const content =
      format === 'md' ? markdown(document) : format === 'json' ? jsonPieces(document.report) : await htmlOf(document, textOf, onFailure);
    files.push({ name: `${REPORT_BASENAME}.${format}`, content });
  }
  return files;
}

import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import type { RefreshReportJob } from '../../contracts/job.ts';
import type { NarratorMark } from '../../contracts/report.ts';
import { REPORT_BASENAME } from '../../contracts/report-name.ts';
import { AppError } from '../../errors.ts';
import { type ArtifactEntry, type ArtifactListing, isYoung } from './artifact-listing.ts';
import type { HashCache } from './fingerprint.ts';
import { fingerprintInputs, type InputOptions, listInputs } from './inputs.ts';
import { fieldsOf, frontMatterOf, HEAD_BYTES, isForeign, isOwnReport } from './own-report.ts';
import { readInto, systemErrorCode } from './safe-file.ts';

export type ReportFormat = 'md' | 'html' | 'json';

export interface StalenessOptions extends InputOptions {
  readonly formats: readonly ReportFormat[];
  readonly ruleFingerprint: string;
  readonly hashes: HashCache;
  /** Inputs that have not been quiet since then are read as they are after this long. */
  readonly quietMsMax: number;
  /** When the caller first found this directory unsettled, epoch milliseconds; absent when it was settled at the last look. */
  readonly unsettledSinceMs?: number | undefined;
  /** The agents that should have been asked about the report; null where none are configured. */
  readonly narrator?: ExpectedNarrator | null | undefined;
  /** The artifacts of the directory where the caller has just listed them. */
  readonly listing?: ArtifactListing | undefined;
}

/** Who should have been asked about a report. */
export interface ExpectedNarrator {
  /** See `agentsFingerprint`. */
  readonly agents: string;
  /** See `weightsOf`; what is not known now is '': any will do then. */
  readonly weights: string;
}

/**
 * - `fresh`: every configured format is there and tells of exactly these inputs and rules.
 * - `stale`: the report must be made (again).
 * - `unsettled`: a file was modified less than `quietMs` ago: look again in `settleInMs`.
 * - `no-inputs`: no artifacts, and no report of ours that would have to say so.
 */
export interface ReportState {
  readonly state: 'fresh' | 'stale' | 'no-inputs' | 'unsettled';
  readonly reason: string;
  /** Of the actual inputs; empty where they were not read because they are unsettled. */
  readonly fingerprint: string;
  readonly settleInMs?: number;
  /** The inputs have not been quiet for `quietMsMax` and are taken as they are. */
  readonly isGrowing: boolean;
  /** The report is fresh, and the agents are still to be asked about it. */
  readonly isUntold: boolean;
}

/**
 * Compares the published report of a place with its inputs. Where the last artifact was removed, a report that stands there is stale: it must
 * become that of an empty directory. In the place of a disk that is away no report stands, so nothing is ever written there.
 *
 * @throws AppError `ROOT_UNREADABLE`, `ARTIFACTS_TOO_MANY`.
 */
export async function reportState(rootPath: string, place: RefreshReportJob, options: StalenessOptions): Promise<ReportState> {
  const listing = options.listing ?? listOrNull(rootPath, place.directory, options);
  if (listing === null) return stateOf('no-inputs', 'the directory is gone');
  const reportDirectory = join(rootPath, place.directory);
  if (listing.entries.length === 0 && !hasOwnReport(reportDirectory, options.formats)) return stateOf('no-inputs', 'no artifacts');
  const { unsettledSinceMs, nowMs, quietMs, quietMsMax } = options;
  const young = youngest(listing.entries, options);
  const isGrowing = young !== null && unsettledSinceMs !== undefined && nowMs - unsettledSinceMs >= quietMsMax;
  const settleInMs = young === null ? quietMs : Math.max(1, young.modifiedAtMs + quietMs - nowMs);
  if (young !== null && !isGrowing) return stateOf('unsettled', `${young.path} is being written`, { settleInMs });
  let fingerprint: string;
  try {
    const hashes = await options.hashes.ahead(rootPath, listing.entries, options);
    fingerprint = fingerprintInputs(rootPath, place, listing, hashes, options);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'ARTIFACT_CHANGED') throw error;
    // It changes while it is hashed. The pipeline can read what was appended so far; only it can say what that is.
    return isGrowing ? stateOf('stale', NEVER_QUIET, { isGrowing }) : stateOf('unsettled', error.message, { settleInMs });
  }
  const difference = reportDifference(reportDirectory, fingerprint, options);
  if (difference !== null) return stateOf('stale', isGrowing ? NEVER_QUIET : difference, { fingerprint, isGrowing });
  const isUntold = !isGrowing && isNarrativeDue(reportDirectory, options.formats, options.narrator ?? null);
  return stateOf(isGrowing ? 'unsettled' : 'fresh', 'the report matches its inputs', { fingerprint, settleInMs, isGrowing, isUntold });
}

const NEVER_QUIET = 'its inputs never fall quiet';

function stateOf(state: ReportState['state'], reason: string, more: Partial<ReportState> = {}): ReportState {
  return { state, reason, fingerprint: '', isGrowing: false, isUntold: false, ...more };
}

/** null for a subdirectory that is gone; the root of a tree is never taken for deleted. */
function listOrNull(rootPath: string, directory: string, options: StalenessOptions): ArtifactListing | null {
  try {
    return listInputs(rootPath, directory, options);
  } catch (error) {
    const isGone = error instanceof AppError && ['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error.cause) ?? '');
    if (directory !== '.' && isGone) return null;
    throw error;
  }
}

/** The file that was modified last, if that was within the quiet period; null when all are quiet. */
function youngest(entries: readonly ArtifactEntry[], { quietMs, nowMs }: StalenessOptions): ArtifactEntry | null {
  const young = entries.filter((entry) => isYoung(entry.modifiedAtMs, quietMs, nowMs));
  return young.reduce<ArtifactEntry | null>((last, entry) => (last && last.modifiedAtMs >= entry.modifiedAtMs ? last : entry), null);
}

/** Whether one of the files of a report stands in a directory and is ours. */
export function hasOwnReport(reportDirectory: string, formats: readonly ReportFormat[]): boolean {
  return formats.some((format) => isOwnReport(join(reportDirectory, `${REPORT_BASENAME}.${format}`)));
}

/** Why the published files do not tell of these inputs and rules; null when they do. A foreign file in the place of one keeps away that one only. */
export function reportDifference(
  reportDirectory: string,
  fingerprint: string,
  { formats, ruleFingerprint }: Pick<StalenessOptions, 'formats' | 'ruleFingerprint'>,
): string | null {
  for (const format of formats) {
    const name = `${REPORT_BASENAME}.${format}`;
    if (isForeign(join(reportDirectory, name))) continue;
    const marks = recordedMarks(join(reportDirectory, name), format);
    if (typeof marks === 'string') return `${name} ${marks}`;
    if (marks.fingerprint !== fingerprint) return `${name} tells of other inputs`;
    if (marks.ruleFingerprint !== ruleFingerprint) return `${name} was made by other rules`;
  }
  return null;
}

/** Whether one of the published files, which tell of the present inputs, still waits for the agents, or heard others. */
export function isNarrativeDue(reportDirectory: string, formats: readonly ReportFormat[], narrator: ExpectedNarrator | null): boolean {
  if (narrator === null) return false;
  return formats.some((format) => {
    const path = join(reportDirectory, `${REPORT_BASENAME}.${format}`);
    if (isForeign(path)) return false;
    const marks = recordedMarks(path, format);
    const mark = typeof marks === 'string' ? null : marks.narrator;
    if (mark === null || mark.status === 'pending' || mark.agents !== narrator.agents) return true;
    return areOthers(mark.weights, narrator.weights);
  });
}

/** Are weights others than they were: of the agents that plan, or of the commentator; what is not known of one side is taken for the same. */
function areOthers(before: string, now: string): boolean {
  const known = now.split('/');
  return before.split('/').some((own, index) => own !== '' && (known[index] ?? '') !== '' && own !== known[index]);
}

interface Marks {
  readonly fingerprint: string;
  readonly ruleFingerprint: string;
  /** null where no agent was ever configured. */
  readonly narrator: NarratorMark | null;
}

/** `inputs` comes near the start of our JSON, its two fingerprints first. */
const JSON_MARKS = /"inputs"\s*:\s*\{\s*"fingerprint"\s*:\s*"([^"]+)"\s*,\s*"ruleFingerprint"\s*:\s*"([^"]+)"/;
/** `narrator` comes before what artifacts have named; a quotation mark within a text stands behind a backslash. */
const JSON_NARRATOR = /"narrator"\s*:\s*(\{[^{}]*\})/;
const HTML_MARKS = /<meta name="benchscribe-(input-fingerprint|rule-fingerprint|narrator)" content="([^"]+)"/g;

/** The fingerprints a published file of ours states, or what is wrong with it. */
function recordedMarks(path: string, format: ReportFormat): Marks | 'is missing' | 'states no fingerprint' {
  const head = readHead(path);
  if (head === null) return 'is missing';
  return MARK_READERS[format](head) ?? 'states no fingerprint';
}

const MARK_READERS: Readonly<Record<ReportFormat, (head: string) => Marks | null>> = {
  md(head) {
    const marks = fieldsOf(frontMatterOf(head));
    const [fingerprint, ruleFingerprint] = [marks['input_fingerprint'], marks['rule_fingerprint']];
    if (typeof fingerprint !== 'string' || typeof ruleFingerprint !== 'string') return null;
    return { fingerprint, ruleFingerprint, narrator: narratorMark(marks['narrator']) };
  },
  json(head) {
    const [, fingerprint, ruleFingerprint] = JSON_MARKS.exec(head) ?? [];
    return fingerprint && ruleFingerprint ? { fingerprint, ruleFingerprint, narrator: jsonNarrator(head) } : null;
  },
  html(head) {
    const marks = new Map([...head.matchAll(HTML_MARKS)].map(([, kind, value]) => [kind, value]));
    const fingerprint = marks.get('input-fingerprint');
    const ruleFingerprint = marks.get('rule-fingerprint');
    const [status, agents, weights = ''] = (marks.get('narrator') ?? '').split(' ');
    const narrator = narratorMark({ status, agents, weights });
    return fingerprint && ruleFingerprint ? { fingerprint, ruleFingerprint, narrator } : null;
  },
};

/** A mark as the schema has it, read by hand: every child and every sweep look at marks, and few at anything else that wants a validator. */
function narratorMark(value: unknown): NarratorMark | null {
  const { status, agents, weights, ...others } = fieldsOf(value);
  if (Object.keys(others).length > 0 || (status !== 'verified' && status !== 'pending')) return null;
  return typeof agents === 'string' && typeof weights === 'string' ? { status, agents, weights } : null;
}

function jsonNarrator(head: string): NarratorMark | null {
  const [, text] = JSON_NARRATOR.exec(head) ?? [];
  if (text === undefined) return null;
  try {
    return narratorMark(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

function readHead(path: string): string | null {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return null;
  }
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    return bytes.toString('utf8', 0, readInto(fd, bytes));
  } catch (error) {
    // A directory of that name opens and cannot be read.
    if (systemErrorCode(error) !== 'EISDIR') throw error;
    return null;
  } finally {
    closeSync(fd);
  }
}

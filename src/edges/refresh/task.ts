import type { CheckedText } from '../../contracts/checked-claim.ts';
import type { CommentaryBrief } from '../../contracts/commentary.ts';
import type { KeptRun } from '../../contracts/kept-run.ts';
import type { Brief } from '../../contracts/narration.ts';
import type { Slo } from '../../contracts/objective.ts';
import type { NarratorMark, Timings } from '../../contracts/report.ts';
import type { KnownChanges } from '../../contracts/webhook.ts';
import type { ErrorCode } from '../../errors.ts';
import type { ArtifactEntry, ListOptions } from '../files/artifact-listing.ts';
import type { SizeLimits } from '../files/artifact-reader.ts';
import type { HashedFile } from '../files/fingerprint.ts';
import type { StagedReport } from '../files/report-publisher.ts';
import type { ReportFormat } from '../files/staleness.ts';
import type { NarrationLookup } from '../narration/narration-lookup.ts';

/** How artifacts are read and what is written of them: all that a report depends on beside the files. */
export interface RefreshOptions extends SizeLimits, Pick<ListOptions, 'ignore' | 'countMax' | 'depthMax'> {
  readonly formats: readonly ReportFormat[];
  /** A file modified more recently counts as growing. */
  readonly quietMs: number;
  /** Of Markdown the page alone, for a terminal: not to be published. */
  readonly isPageOnly?: boolean;
  /** Are summaries of the runs wanted, so that their artifacts can be deleted? Default: they are not. */
  readonly keepsRuns?: boolean;
  /** Objectives of the service that what was tried is held against. */
  readonly slo: Slo;
  /** Epoch milliseconds: what was made later is left out. Default: nothing is. */
  readonly asOfMs?: number;
  /** Day in UTC at which acknowledgements are looked at, like 2026-12-31. Default: that of `asOfMs`, else today. */
  readonly today?: string | undefined;
  /** What the last run is held against, as configured. Default: robust. */
  readonly baseline?: string | undefined;
}

/** One report directory and where its report goes. */
export interface RefreshTarget {
  /** Relative to the root, "." for the root itself. */
  readonly directory: string;
  /** Where the report is written: the report directory itself unless told otherwise. Made where it is not there. */
  readonly outDirectory: string;
  /** A report that stands there and says already what a new one would is left as it is, with its date. */
  readonly keepsStanding: boolean;
}

/** A Markdown text that is held against what is read for a report. */
export interface AuditedText {
  /** As the answer names it. */
  readonly path: string;
  readonly text: string;
}

/** Makes the reports of some directories of one root, in this order, and stages them. */
export interface RefreshTask {
  readonly kind: 'refresh';
  readonly rootId: string;
  readonly rootPath: string;
  readonly targets: readonly RefreshTarget[];
  readonly options: RefreshOptions;
  readonly version: string;
  /** Fingerprint of the rules, as the reports state it. */
  readonly rules: string;
  /** Agents that are asked about reports, and where their answers are kept; null where none are configured. */
  readonly narration: NarrationLookup | null;
  /** Held against each of the directories. */
  readonly audited: readonly AuditedText[];
  /** Where what is parsed is kept for later tasks; null to keep nothing. */
  readonly cacheDirectory: string | null;
  /** Files that are not parsed, by identity: why not. */
  readonly quarantined: Readonly<Record<string, string>>;
  /** Identities of files that come first, while nothing else is held: a process ran out of memory when it parsed them. */
  readonly suspects: readonly string[];
  /** With more than this to be read the task is not begun (`heavy`); null for no such limit. */
  readonly bytesMax: number | null;
}

/** Hashes files; answered by one `hashed`. */
export interface HashTask {
  readonly kind: 'hash';
  readonly root: string;
  readonly entries: readonly ArtifactEntry[];
  readonly limits: SizeLimits;
}

export type ChildTask = RefreshTask | HashTask;

/** What agents are still to be asked about a report; null where that was answered, or is not asked. */
export interface OpenQuestions {
  readonly plan: Brief | null;
  readonly commentary: CommentaryBrief | null;
}

/** What agents are to be told of a report, and how far they have been asked. */
export interface MadeNarrative {
  readonly brief: Brief;
  readonly questions: OpenQuestions;
  readonly status: NarratorMark['status'];
}

/** What a report directory came to, before its files are put in place. */
export interface MadeReport {
  readonly directory: string;
  /** null where there is no artifact. */
  readonly staged: StagedReport | null;
  readonly fingerprint: string;
  readonly artifactCount: number;
  readonly factCount: number;
  /** The answer of the report; empty where there is no artifact. */
  readonly title: string;
  /** What was found, for the terminal. */
  readonly summary: readonly string[];
  readonly quarantinedCount: number;
  readonly gapCount: number;
  /** Series that are worse than in earlier runs and not acknowledged: those that a later run bore out, and those that one run shows. */
  readonly regressionCount: number;
  readonly suspectedCount: number;
  /** What is known of its changes; of a report that was left standing as it is, nothing is said again. */
  readonly known: KnownChanges;
  readonly timings: Timings;
  /** null where no agents are configured, and for a report that was left standing as it is. */
  readonly narrative: MadeNarrative | null;
  /** What became of the claims of the texts that the task was given, in their order. */
  readonly checked: readonly CheckedText[];
  /** Summaries of its runs that are read from their artifacts; null where there are no runs to compare, and where none are wanted. */
  readonly kept: readonly KeptRun[] | null;
  /** Parts that were left out because of bugs. */
  readonly flaws: readonly Flaw[];
}

/** A part of a report, or the reading of one file, that threw. */
export interface Flaw {
  /** As the log names it. */
  readonly part: string;
  readonly error: PlainError;
}

/** An error on its way between processes: one that an operator can meet is made again from its code, any other keeps its stack. */
export type PlainError =
  | { readonly code: ErrorCode; readonly detail: string }
  | { readonly name: string; readonly message: string; readonly stack: string };

export type ChildMessage =
  | { readonly kind: 'made'; readonly made: MadeReport }
  | { readonly kind: 'failed'; readonly directory: string; readonly error: PlainError }
  | { readonly kind: 'heavy' }
  | { readonly kind: 'hashed'; readonly answers: readonly (HashedFile | { readonly error: PlainError })[] }
  /** The last message of every task; the child takes the next one. */
  | { readonly kind: 'done'; readonly rssBytes: number };

/** What a child is about to do, written to a pipe before it does it, so that whoever finds it hanging or dead knows over what. */
export type Announcement =
  | { readonly doing: 'parse'; readonly identity: string; readonly bytes: number }
  /** Everything between the last file and the answer; nothing in it depends on a single file. */
  | { readonly doing: 'report'; readonly directory: string }
  /** Listing and hashing: as long as the disk takes. */
  | { readonly doing: 'read' };

/** What the work of a child needs of it. */
export interface ChildPort {
  readonly announce: (announcement: Announcement) => void;
  readonly tell: (message: ChildMessage) => void;
  /** Lets messages pass. false when nobody waits for an answer any more. */
  readonly turn: () => Promise<boolean>;
}

import type { ArtifactKind } from '../contracts/artifact.ts';
import type { ParseResult } from '../contracts/observation.ts';
import type { AskedFields } from './readers/asked-fields.ts';

/**
 * What recognition may look at: the name and the first bytes of the content. Recognition is a pure function of these, so the same file
 * is claimed by the same adapter whatever else lies beside it.
 */
export interface Sniff {
  /** Relative path with forward slashes; a hint only, never enough for a claim. */
  readonly path: string;
  /** Last part of the path, lower case. */
  readonly name: string;
  readonly kind: ArtifactKind;
  /** The first 256 KiB, decoded, byte order mark removed. */
  readonly head: string;
  /** true when `head` is the whole content. */
  readonly complete: boolean;
  /** The names of all JSON object keys in `head`, at any depth; empty for content that does not start like JSON or JSON lines. */
  readonly keys: ReadonlySet<string>;
  /** The names of the keys of the outermost JSON object, of the first element of the outermost array, or of the first JSON line. */
  readonly topKeys: ReadonlySet<string>;
  /** The first 40 lines of `head`, without line ends. */
  readonly lines: readonly string[];
}

/** What an adapter parses: the whole content, decoded, and the name for messages. */
export interface ParseInput {
  readonly path: string;
  readonly kind: ArtifactKind;
  /** Byte order mark removed; line ends as written. */
  readonly text: string;
  /** The file is still being written: a last line without line end is no row yet. */
  readonly growing: boolean;
  /** Receives the fields of a document that the adapter asks for, where it counts not itself what it used. */
  readonly asked: AskedFields;
}

/**
 * Reads one format. Pure: text in, tables and problems out. A bad row costs itself and is reported with its line; a file that is of
 * no use returns `rejected`. Never throws, whatever the text.
 */
export interface Adapter {
  readonly id: string;
  /** Name of the format as its users know it, for `benchscribe formats` and the report. */
  readonly title: string;
  /** Program that writes it. */
  readonly tool: string;
  /** true for generic CSV, JSON, Markdown and text: they claim what no other adapter claims. */
  readonly fallback: boolean;
  /** true for one that finds its passages in any text, whatever stands around them: several of these may read one file side by side. */
  readonly passages?: true;
  /** Where the format is described: documentation or source file of the tool. */
  readonly source: string;
  claims(sniff: Sniff): boolean;
  parse(input: ParseInput): ParseResult;
}

/** An adapter threw: a bug of ours, which costs the file that it was reading. The cause is what it threw. */
export class AdapterFailure extends Error {
  readonly adapter: Adapter;

  constructor(adapter: Adapter, cause: unknown) {
    super(`the adapter ${adapter.id} failed with ${cause instanceof Error ? cause.name : typeof cause}`, { cause });
    this.name = 'AdapterFailure';
    this.adapter = adapter;
  }
}

/**
 * Parses with an adapter.
 *
 * @throws AdapterFailure when the adapter throws.
 */
export function parseWith(adapter: Adapter, input: ParseInput): ParseResult {
  try {
    return adapter.parse(input);
  } catch (error) {
    throw new AdapterFailure(adapter, error);
  }
}

/**
 * Asks an adapter whether it claims a content.
 *
 * @throws AdapterFailure when the adapter throws.
 */
export function isClaimedBy(adapter: Adapter, sniff: Sniff): boolean {
  try {
    return adapter.claims(sniff);
  } catch (error) {
    throw new AdapterFailure(adapter, error);
  }
}

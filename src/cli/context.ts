import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import type { Slo } from '../contracts/objective.ts';
import type { NarrationService } from '../edges/narration/narration-service.ts';
import type { Closed } from '../edges/narration/quiet-gate.ts';
import type { RefreshPool } from '../edges/refresh/refresh-pool.ts';
import { unconfigured } from '../unconfigured.ts';

/** What every command exits with: fine, the check asked for failed, wrong use or configuration, something needed is not reachable. */
export type ExitCode = 0 | 1 | 2 | 3;

/** What a command gets from the process, so that a test needs none. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly version: string;
  /** Writes one line to standard output: what the command was asked for, nothing else. Control characters in it, line ends too, are made visible. */
  readonly print: (line: string) => void;
  /** Writes a text of several lines to standard output: byte by byte, but for a terminal. */
  readonly printText: (text: string) => void;
  /** Writes one line to standard error, as `print` does: everything else. */
  readonly note: (line: string) => void;
  /** Where the log of the daemon goes. */
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Replaces the progress line on standard error; '' removes it. Does nothing when standard error is no terminal. */
  readonly progress: (text: string) => void;
  /** What makes reports; no process is started before the first one. To be closed. */
  readonly openRefresher: (config: Config, options?: { readonly childCount?: number }) => Promise<RefreshPool>;
  /** What asks models about reports; null where no narrator is configured. Nothing is asked yet. */
  readonly openNarration: (config: Config, onGate: (closed: Closed | null) => void) => Promise<NarrationService | null>;
  /** Fingerprint of the rules by which reports are made. */
  readonly rules: (slo?: Slo) => string;
  /** Aborted by SIGINT, SIGTERM or when nobody reads standard output any more. */
  readonly signal: AbortSignal;
}

/** Options that every command takes. */
export interface SharedOptions {
  readonly config?: string;
  readonly set?: readonly string[];
}

/** The configuration of this command line, with `directories` added to its roots; see `loadConfig`. */
export async function commandConfig(context: CliContext, options: SharedOptions, directories: readonly string[] = []): Promise<Config> {
  const { env, cwd } = context;
  const layers = { env, cwd, settings: options.set ?? [], directories };
  const plain = options.config === undefined ? unconfigured(layers) : null;
  if (plain !== null) return plain;
  const { loadConfig } = await import('../load-config.ts');
  return loadConfig({ ...layers, configPath: options.config }, (path) => readFile(path, 'utf8'));
}

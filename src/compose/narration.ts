import { join } from 'node:path';
import type { Config } from '../config.ts';
import { type AgentConfig, agentsOf, type NarratorConfig } from '../config-narrator.ts';
import { CommentaryAnswer } from '../contracts/commentary.ts';
import { type Brief, Narration } from '../contracts/narration.ts';
import { askCommentator } from '../core/comment/ask-commentator.ts';
import { converse } from '../core/narrate/converse.ts';
import type { ModelServer } from '../edges/models/model-server.ts';
import { openModelServer } from '../edges/models/open-model-server.ts';
import { type Budget, hourlyBudget } from '../edges/narration/budget.ts';
import { type Commentator, commentator } from '../edges/narration/commentator.ts';
import { cooldown } from '../edges/narration/cooldown.ts';
import { gpuSignal } from '../edges/narration/gpu-load.ts';
import { holdSignal } from '../edges/narration/hold.ts';
import { holdFileOf } from '../edges/narration/hold-file.ts';
import { keptReplies } from '../edges/narration/kept-replies.ts';
import { lastWrite } from '../edges/narration/last-write.ts';
import { latestModified } from '../edges/narration/latest-modified.ts';
import { modelServersSignal } from '../edges/narration/loaded-models.ts';
import { type NarrationService, narrationService } from '../edges/narration/narration-service.ts';
import { narrator, type ReadyAgent, type ReadyAgents } from '../edges/narration/narrator.ts';
import { type Closed, quietGate } from '../edges/narration/quiet-gate.ts';
import { AppError } from '../errors.ts';
import { commentaryKey } from './commentary-key.ts';
import { narrationKey } from './narration-key.ts';
import { readLimits } from './refresh-options.ts';

/** A server that has failed is left alone for so long at first. */
const FIRST_COOLDOWN_MS = 30_000;

export interface NarrationOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** See `stateDirectory`. */
  readonly stateDirectory: string | null;
  /** Told when the gate closes and opens. */
  readonly onGate?: (closed: Closed | null) => void;
}

/**
 * The servers that the agents are asked through, each opened once.
 *
 * @param asks false: none is ever asked, so no key is needed here.
 * @throws AppError `CONFIG_INVALID` for an address or key that cannot be used.
 */
async function openServers(
  { servers, deadlines }: Pick<NarratorConfig, 'servers' | 'deadlines'>,
  env: NarrationOptions['env'],
  asks: boolean,
): Promise<ReadonlyMap<string, ModelServer>> {
  const opened = Object.entries(servers).map(async ([id, { apiKeyVariable = null, ...server }]) => {
    return [id, await openModelServer({ ...server, apiKeyVariable: asks ? apiKeyVariable : null, deadlines }, env)] as const;
  });
  return new Map(await Promise.all(opened));
}

/** The agents as they are configured, not asked yet. */
function readyAgents(config: NarratorConfig): ReadyAgents {
  const agents = agentsOf(config);
  const ready = (id: ReadyAgent['id'], { label, persona, server, model, options }: AgentConfig): ReadyAgent => {
    return { id, label, persona, provider: config.servers[server]!.provider, model, digest: null, options };
  };
  const { collector, insight, commentator: writer } = agents;
  const [collectorUrl, insightUrl] = [collector, insight].map(({ server }) => new URL(config.servers[server]!.url).href);
  return {
    collector: ready('collector', collector),
    insight: ready('insight', insight),
    commentator: writer && ready('commentator', writer),
    sideBySide: collectorUrl !== insightUrl,
  };
}

/**
 * What asks models about the reports below the configured roots; null where no narrator is configured. Nothing is asked of a server yet.
 *
 * @throws AppError `CONFIG_INVALID` also where answers could not be kept anywhere.
 */
export async function openNarration(config: Config, { env, stateDirectory, onGate }: NarrationOptions): Promise<NarrationService | null> {
  const { narrator: settings, roots, role } = config;
  if (settings === undefined) return null;
  const holdFile = holdFileOf(config, stateDirectory);
  if (stateDirectory === null || holdFile === null) {
    throw new AppError('CONFIG_INVALID', '\n  narrator: answers of models have no place to be kept in; set STATE_DIRECTORY');
  }
  const servers = await openServers(settings, env, role === 'all' || role === 'narrator');
  const { collector, insight, commentator: writer } = agentsOf(settings);
  const { quiet } = settings;
  const writes = lastWrite({ afterWriteMs: quiet.afterWriteMs, latestModified: () => latestModified(roots, readLimits(config)) });
  const budget = hourlyBudget(settings.budget);
  const failures = cooldown(FIRST_COOLDOWN_MS);
  const agents = readyAgents(settings);
  const repliesDirectory = join(stateDirectory, 'narrations');
  const planners = { collector: servers.get(collector.server)!, insight: servers.get(insight.server)! };
  const asked = { ...planners, ...(writer === null ? {} : { commentator: servers.get(writer.server)! }) };
  const signals = [
    holdSignal(holdFile),
    failures.signal,
    budget.signal,
    writes.signal,
    gpuSignal(quiet.gpuUtilizationMax),
    modelServersSignal([...new Set(Object.values(asked))], quiet.loadedModels),
  ];
  const keyOf = (brief: Brief) => narrationKey(brief, agents);
  return narrationService({
    agents,
    servers: asked,
    keyOf,
    narrator: narrator({
      agents,
      servers: planners,
      converse,
      keyOf,
      onCall: budget.note,
    }),
    commentator: openCommentator(agents.commentator, asked.commentator, budget),
    gate: quietGate(signals, quiet.checkMs, onGate),
    replies: keptReplies(repliesDirectory, Narration),
    answers: keptReplies(repliesDirectory, CommentaryAnswer),
    repliesDirectory,
    cooldown: failures,
    budget,
    noteWrite: writes.note,
    holdFile,
  });
}

function openCommentator(agent: ReadyAgent | null, server: ModelServer | undefined, { note }: Budget): Commentator | null {
  if (agent === null || server === undefined) return null;
  return commentator({ agent, server, comment: askCommentator, keyOf: (brief) => commentaryKey(brief, agent), onCall: note });
}

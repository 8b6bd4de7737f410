import * as z from 'zod';

/** Personas of the agents that are built in; `config/personas/` holds the same texts as files to start from (tested). */
export const PERSONAS = {
  collector: [
    'You are the collector. You keep the inventory of benchmark results: which directories are covered, how many files of each type there are,',
    'what changed last, and what is missing. You are brief, complete and never guess.',
  ].join('\n'),
  insight: [
    'You are the insight analyst. You read verified findings and decide what an engineer must hear first, what to do next, and what could go',
    'wrong. You weigh throughput, time to first token and quality against each other. You prefer one clear point to three vague ones.',
  ].join('\n'),
  commentator: [
    'You are an engineer who explains benchmark results to a colleague. You state what the facts state and nothing else, in short plain sentences',
    'that each stand by themselves. You never guess, never round, never explain, and never repeat a fact.',
  ].join('\n'),
} as const;

/** Characters of a persona: it shares the context of the model with everything else. */
export const PERSONA_LENGTH_MAX = 2_000;

/** Whether a persona is named as a file: one word that ends in `.md`. */
export function isPersonaFile(persona: string): boolean {
  return /^\S+\.md$/.test(persona);
}

const Server = z.strictObject({
  provider: z.enum(['ollama', 'openai']).default('ollama').describe('ollama, or openai for any server with an OpenAI-compatible API'),
  url: z.url({ protocol: /^https?$/ }).describe('Base URL, for example http://127.0.0.1:11434'),
  apiKeyVariable: z
    .string()
    .regex(/^[A-Za-z_]\w*$/)
    .optional()
    .describe('Environment variable that holds the key of the API; the key itself never stands in a file'),
});

/** @param label as the report names it. */
function agent(label: string, persona: string) {
  return z.strictObject({
    label: z.string().min(1).max(60).default(label).describe('Name in the report'),
    server: z.string().default('local').describe('Id of a server above'),
    model: z.string().min(1).describe('Model as the server names it, for example gemma3:latest'),
    persona: z
      .string()
      .min(1)
      .max(PERSONA_LENGTH_MAX)
      .default(persona)
      .describe('Who the agent is: a text, or a .md file relative to the configuration file'),
    options: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .describe('Passed to the server as they are: num_ctx, temperature, ...; what is not set is its default'),
  });
}

const deadline = (ms: number, text: string) => z.int().min(100).max(86_400_000).default(ms).describe(text);

/** The part of the configuration that lets a local model choose what a report says first. Absent: no model is ever asked. */
export const NarratorConfig = z.strictObject({
  servers: z
    .record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/), Server)
    .default({ local: { provider: 'ollama', url: 'http://127.0.0.1:11434' } })
    .describe('Model servers by id'),
  agents: z.strictObject({
    collector: agent('Collector', PERSONAS.collector)
      .optional()
      .describe('Takes stock of the inputs; not set: with model, server and options of insight'),
    insight: agent('Insight', PERSONAS.insight).describe('Chooses summary, recommendations and risks'),
    commentator: agent('Commentary', PERSONAS.commentator)
      .optional()
      .describe(
        'Writes free text about the facts, which is checked sentence by sentence and stands folded at the end; not set: none is written',
      ),
  }),
  quiet: z
    .strictObject({
      afterWriteMs: z.int().min(0).default(60_000).describe('No model is asked until nothing below the roots was written for this long'),
      gpuUtilizationMax: z
        .number()
        .min(0)
        .max(100)
        .default(10)
        .describe('Nor while a GPU is busier than this, in per cent, where nvidia-smi tells'),
      loadedModels: z
        .enum(['wait', 'ignore'])
        .default('wait')
        .describe('wait: nor while a server holds a model that somebody else has loaded (Ollama tells)'),
      checkMs: z.int().min(50).default(5_000).describe('How often that is looked at, also during a call, which is broken off'),
      holdFile: z
        .string()
        .min(1)
        .optional()
        .describe('Nor while this file is there (benchscribe hold writes it); not set: hold, in the state directory'),
    })
    .prefault({}),
  deadlines: z
    .strictObject({
      connectMs: deadline(3_000, 'Until the server takes the connection'),
      loadMs: deadline(600_000, 'Until the model is in memory'),
      firstTokenMs: deadline(180_000, 'From the question to the first token, the model being loaded'),
      idleMs: deadline(60_000, 'Between two tokens'),
      totalMs: deadline(600_000, 'For a whole answer, the load not counted'),
    })
    .prefault({}),
  budget: z
    .strictObject({
      callsPerHour: z
        .int()
        .min(1)
        .default(120)
        .describe('Calls of a model in an hour; a report takes four as a rule, sixteen at most, and one or two for a commentary'),
      secondsPerHour: z.int().min(1).default(1_200).describe('Seconds in which models answer, in an hour'),
    })
    .prefault({}),
});
export type NarratorConfig = z.infer<typeof NarratorConfig>;
export type AgentConfig = NarratorConfig['agents']['insight'];

/** What does not go together in the settings of the narrator, one text each. A URL is never repeated: it may hold a password. */
export function narratorContradictions({ servers, agents }: NarratorConfig): string[] {
  const known = Object.keys(servers).join(', ') || 'none';
  const used = Object.entries(agents).flatMap(([id, settings]) => (settings === undefined ? [] : [{ id, server: settings.server }]));
  const secret = Object.entries(servers).filter(([, { url }]) => new URL(url).username !== '' || new URL(url).password !== '');
  return [
    ...used
      .filter(({ server }) => !Object.hasOwn(servers, server))
      .map(({ id, server }) => `narrator.agents.${id}.server: no server "${server}" is configured; there is ${known}`),
    ...secret.map(([id]) => `narrator.servers.${id}.url: holds a user or a password; name a variable with apiKeyVariable instead`),
  ];
}

/** The agents: the collector is the insight agent with a label and a persona of its own where it has no settings; a commentator is there where it is set. */
export function agentsOf({ agents }: Pick<NarratorConfig, 'agents'>): {
  readonly collector: AgentConfig;
  readonly insight: AgentConfig;
  readonly commentator: AgentConfig | null;
} {
  const { insight, collector, commentator = null } = agents;
  return { insight, collector: collector ?? { ...insight, label: 'Collector', persona: PERSONAS.collector }, commentator };
}

import type { ModelQuestion } from '../../contracts/narration.ts';
import type { ModelOptions } from './model-server.ts';
import type { Complaint } from './server-complaint.ts';

/** Who serves, as `owned_by` of its models tells: which fields beyond the protocol it knows. */
export type ServerKind = 'llama.cpp' | 'vllm' | 'lm-studio' | 'other';

const KINDS: Readonly<Record<string, ServerKind>> = { llamacpp: 'llama.cpp', vllm: 'vllm', organization_owner: 'lm-studio' };

export function serverKindOf(ownedBy: string | null | undefined): ServerKind {
  return KINDS[ownedBy ?? ''] ?? 'other';
}

/** Options under the names of Ollama that the protocol has by the same name. */
const COMMON_OPTIONS: ReadonlySet<string> = new Set(['temperature', 'top_p', 'seed', 'presence_penalty', 'frequency_penalty']);
/** Those that a server has beyond it: name in the options, name in the request. */
const OWN_OPTIONS: Readonly<Record<ServerKind, ReadonlyMap<string, string>>> = {
  'llama.cpp': new Map(['top_k', 'min_p', 'typical_p', 'repeat_penalty', 'repeat_last_n'].map((name) => [name, name])),
  vllm: new Map([
    ['top_k', 'top_k'],
    ['min_p', 'min_p'],
    ['repeat_penalty', 'repetition_penalty'],
  ]),
  'lm-studio': new Map(['top_k', 'min_p', 'repeat_penalty'].map((name) => [name, name])),
  other: new Map(),
};

export function openaiOptionsLeftOut(options: ModelOptions, kind: ServerKind): string[] {
  return Object.keys(options).filter((name) => !COMMON_OPTIONS.has(name) && !OWN_OPTIONS[kind].has(name) && name !== 'num_predict');
}

/**
 * What a server may refuse, in the order in which it is given up where its complaint names none: first what only helps, last what keeps the answer to
 * its schema.
 */
export const FEATURES = ['thinking-switch', 'own-options', 'usage', 'strict', 'schema'] as const;
export type Feature = (typeof FEATURES)[number];

const NAMED_BY: Readonly<Record<Feature, RegExp>> = {
  'thinking-switch': /chat_template_kwargs|enable_thinking/i,
  'own-options': /top_k|min_p|typical_p|repeat_penalty|repetition_penalty|repeat_last_n/i,
  usage: /stream_options|include_usage/i,
  strict: /\bstrict\b/i,
  schema: /response_format|json_schema|grammar|guided|structured/i,
};

/** What to leave out after a refusal; null where nothing is left to leave out. */
export function nextToLeaveOut({ words }: Complaint, sent: ReadonlySet<Feature>): Feature | null {
  return (
    FEATURES.find((feature) => sent.has(feature) && NAMED_BY[feature].test(words)) ?? FEATURES.find((feature) => sent.has(feature)) ?? null
  );
}

/** What there is to send for a question: a feature without content is not sent and cannot be refused. */
export function featuresOf(options: ModelOptions, kind: ServerKind, thinks: boolean, hasSchema: boolean): Set<Feature> {
  const has: Readonly<Record<Feature, boolean>> = {
    'thinking-switch': thinks,
    'own-options': Object.keys(options).some((name) => OWN_OPTIONS[kind].has(name)),
    usage: true,
    strict: hasSchema,
    schema: hasSchema,
  };
  return new Set(FEATURES.filter((feature) => has[feature]));
}

/** The body of a `/v1/chat/completions` with these features. */
export function chatBody(
  model: string,
  options: ModelOptions,
  question: ModelQuestion,
  kind: ServerKind,
  features: ReadonlySet<Feature>,
): string {
  const { system, prompt, schema, answerTokensMax } = question;
  const limit = options['num_predict'];
  return JSON.stringify({
    model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: prompt },
    ],
    stream: true,
    max_tokens: typeof limit === 'number' && limit > 0 ? Math.min(limit, answerTokensMax) : answerTokensMax,
    ...Object.fromEntries(Object.entries(options).filter(([name]) => COMMON_OPTIONS.has(name))),
    ...(features.has('own-options') ? ownOptions(options, kind) : {}),
    ...(features.has('usage') ? { stream_options: { include_usage: true } } : {}),
    ...(features.has('thinking-switch') ? { chat_template_kwargs: { enable_thinking: false } } : {}),
    ...(features.has('schema')
      ? {
          response_format: {
            type: 'json_schema',
            json_schema: { name: 'answer', schema, ...(features.has('strict') ? { strict: true } : {}) },
          },
        }
      : {}),
  });
}

function ownOptions(options: ModelOptions, kind: ServerKind): Record<string, unknown> {
  const names = OWN_OPTIONS[kind];
  return Object.fromEntries(Object.entries(options).flatMap(([name, value]) => (names.has(name) ? [[names.get(name)!, value]] : [])));
}

// What a model makes of the questions of the narrator, asked through a real llama.cpp: `npm run build && node bench/model-replies.mjs GGUF [count]`,
// 100 conversations unless told, each with a seed of its own at temperature 1. Needs python3 with xllamacpp: `scripts/test-all.sh` gets it, with a
// model of 100 MB. Prints how many calls were valid, how often what was chosen did not depend on the order, and what it took. So small a model shows
// that the protocol holds, not that it can judge.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { converse } from '../dist/core/narrate/converse.js';
import { MODEL_DEADLINES } from '../dist/edges/models/model-server.js';
import { openModelServer } from '../dist/edges/models/open-model-server.js';

const [gguf, count = '100'] = process.argv.slice(2);
const project = join(import.meta.dirname, '..');
const MODEL = 'tiny';
/** The setting that the questions are made for. */
const CONTEXT_TOKENS = 1_024;
const KEEP_ALIVE_MS = 60_000;

/** A card with what most cards have. */
function card(id, kind, fields) {
  const plain = {
    subjects: [],
    ordered: false,
    topic: '',
    size: null,
    certainty: null,
    scope: '',
    links: [],
    roles: ['state'],
    causes: [],
    must: false,
  };
  return { id, kind, ...plain, ...fields };
}

/** As of a directory in which three models were compared and a setting was tuned. */
const brief = {
  cards: [
    card('c1', 'ranking', {
      subjects: [0, 1, 2],
      ordered: true,
      topic: 'decode throughput',
      size: 'large',
      certainty: 'certain',
      scope: 'warm',
      roles: ['state', 'support'],
      must: true,
    }),
    card('c2', 'ranking', {
      subjects: [1, 0, 2],
      ordered: true,
      topic: 'time to first token',
      size: 'medium',
      certainty: 'certain',
      scope: 'warm',
      roles: ['state', 'contrast'],
      links: [{ to: 'c1', link: 'against' }],
    }),
    card('c3', 'setting', { subjects: [0], topic: 'context length', size: 'small', certainty: 'undecided', roles: ['state', 'caution'] }),
    card('c4', 'cold-start', {
      subjects: [2],
      topic: 'load duration',
      size: 'very large',
      certainty: 'stated',
      scope: 'after a load',
      roles: ['state', 'caution'],
    }),
    card('c5', 'failures', {
      subjects: [2],
      topic: 'requests',
      size: 'small',
      certainty: 'certain',
      roles: ['state', 'caution'],
      must: true,
    }),
    card('g1', 'gap', { topic: 'power', roles: ['caution'] }),
    card('n1', 'repeat', { subjects: [0, 1], topic: 'decode throughput', roles: ['advise'] }),
    card('n2', 'record', { topic: 'versions', roles: ['advise'] }),
  ],
  inventory: [
    card('i1', 'coverage', { topic: 'directories' }),
    card('i2', 'types', { topic: 'files of each type' }),
    card('i3', 'latest', { topic: 'latest change' }),
  ],
};

/** Resolves to the address of a server of its own, and how to end it. */
async function startServer() {
  const packages = [join(project, 'node_modules/.cache/model-server'), process.env.PYTHONPATH].filter(Boolean).join(':');
  const child = spawn('python3', [join(project, 'scripts/model-server.py'), gguf, String(CONTEXT_TOKENS)], {
    env: { ...process.env, PYTHONPATH: packages },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the model server ended with ${code}: is ${gguf} a model, and xllamacpp installed?`);
  });
  ended.catch(() => {}); // it is ended at the end
  const [url] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  return { url, end: () => child.kill('SIGKILL') };
}

function mean(values) {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How often each value occurs, the most frequent first. */
function counted(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([value, times]) => `${times} x ${value}`)
    .join(', ');
}

if (!gguf) throw new Error('name a GGUF file');
const real = await startServer();
try {
  const settings = { provider: 'openai', url: real.url, apiKeyVariable: null, deadlines: MODEL_DEADLINES };
  const server = await openModelServer(settings, {});
  const narrations = [];
  for (let seed = 1; seed <= Number(count); seed += 1) {
    const agent = (id) => ({ id, label: id, persona: `You are the ${id}.`, provider: 'openai', model: MODEL, digest: null, options: {} });
    const options = { temperature: 1, seed };
    const ask = (_id, question) =>
      server.ask(MODEL, options, question, { thinks: false, keepAliveMs: KEEP_ALIVE_MS }, new AbortController().signal);
    const agents = { collector: agent('collector'), insight: agent('insight'), sideBySide: false };
    const conversation = await converse(brief, agents, ask);
    if (conversation.kind === 'failed') throw new Error(conversation.message);
    narrations.push(conversation.narration);
  }
  const calls = narrations.flatMap(({ agents }) => agents.flatMap(({ calls: own }) => own));
  const kept = calls.filter(({ outcome }) => outcome === 'kept');
  console.log(`conversations: ${narrations.length}, calls: ${calls.length}, valid: ${kept.length}`);
  console.log(`outcomes: ${counted(calls.map(({ outcome }) => outcome))}`);
  console.log(
    `inventory kept: ${narrations.filter(({ inventory }) => inventory !== null).length}, insight kept: ${narrations.filter(({ insight }) => insight !== null).length}`,
  );
  console.log(`reasons: ${counted(narrations.map(({ reason }) => reason || 'none'))}`);
  console.log(`plans: ${counted(narrations.flatMap(({ insight }) => (insight === null ? [] : [JSON.stringify(insight)])))}`);
  for (const field of ['promptTokens', 'tokensGenerated', 'totalMs', 'timeToFirstTokenMs', 'tokensPerSecond']) {
    const values = calls.map((call) => call[field]).filter((value) => value !== null);
    console.log(`${field}: mean ${mean(values).toFixed(1)}, most ${Math.max(...values).toFixed(1)}`);
  }
} finally {
  real.end();
}

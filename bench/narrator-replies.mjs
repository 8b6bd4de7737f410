// What a real model makes of the narrator's questions about the report of a directory:
//
//     npm run build && node bench/narrator-replies.mjs GGUF [COUNT [DIRECTORY]]
//
// 100 conversations about examples/invented-chat unless told, each with seeds of its own at temperature 1 and num_ctx 1024, through a llama.cpp
// (python3 with xllamacpp: `scripts/test-all.sh` gets it). Printed are the share of valid answers, how far both answers to the same cards
// agree, and what was kept. So small a model shows that the protocol holds, not that it can judge.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readInsight } from '../dist/core/narrate/answer.js';
import { converse } from '../dist/core/narrate/converse.js';
import { viewOf } from '../dist/core/narrate/question.js';
import { MODEL_DEADLINES } from '../dist/edges/models/model-server.js';
import { openModelServer } from '../dist/edges/models/open-model-server.js';
import { madeDocument } from './made-document.mjs';

const [gguf, count = '100', directory = 'examples/invented-chat'] = process.argv.slice(2);
if (gguf === undefined) throw new Error('the model file is missing: node bench/narrator-replies.mjs GGUF [COUNT [DIRECTORY]]');
const MODEL = 'tiny';
const SETTINGS = { thinks: false, keepAliveMs: 60_000 };
const options = { num_ctx: 1_024, temperature: 1 };
const persona = 'You are a performance engineer. You decide what a reader must know of a benchmark.';
const agent = (id) => ({ id, label: id, persona, provider: 'openai', model: MODEL, digest: null, options });
const agents = { collector: agent('collector'), insight: agent('insight'), sideBySide: false };

const child = spawn('python3', [join(import.meta.dirname, '../scripts/model-server.py'), gguf, String(options.num_ctx)], {
  env: { ...process.env, PYTHONPATH: join(import.meta.dirname, '../node_modules/.cache/model-server') },
  stdio: ['pipe', 'pipe', 'ignore'],
});
const [url] = await once(createInterface(child.stdout), 'line');
const server = await openModelServer({ provider: 'openai', url, apiKeyVariable: null, deadlines: MODEL_DEADLINES }, process.env);
const { signal } = new AbortController();
const { brief } = madeDocument(directory);

/** Ids in both answers by ids in either, from 0 to 1. */
function agreementShare(one, two) {
  const either = new Set([...one, ...two]);
  return one.filter((id) => two.includes(id)).length / either.size;
}

const calls = [];
const outcomes = new Map();
const agreements = [];
let sameLeads = 0;
for (let turn = 0; turn < Number(count); turn += 1) {
  const texts = new Map();
  const conversation = await converse(brief, agents, async (_agent, question) => {
    const seeded = { ...options, seed: turn * 8 + texts.size };
    const reply = await server.ask(MODEL, seeded, question, SETTINGS, signal);
    if (reply.kind === 'answer') texts.set(question.stage.replace(' again', ''), reply.text);
    return reply;
  });
  const outcome =
    conversation.kind === 'failed' ? `the server failed: ${conversation.reason}` : conversation.narration.reason || 'a plan was kept';
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  if (conversation.kind === 'answered') for (const { calls: own } of conversation.narration.agents) calls.push(...own);
  const [one, two] = ['insight', 'insight swapped'].map((stage, place) => {
    const read = readInsight(texts.get(stage) ?? '', viewOf(brief.cards, place === 1));
    return 'plan' in read ? read.plan.summary : null;
  });
  if (one === null || two === null) continue;
  agreements.push(agreementShare(one, two));
  if (one[0] === two[0]) sameLeads += 1;
}
child.kill('SIGKILL');

const percent = (part, whole) => (whole === 0 ? '-' : `${Math.round((100 * part) / whole)} %`);
const most = (of) => Math.max(...calls.map((call) => of(call) ?? 0));
const rows = [
  ['conversations', count],
  ['calls', calls.length],
  ['valid answers', percent(calls.filter(({ outcome }) => outcome === 'kept').length, calls.length)],
  ['same lead when swapped', percent(sameLeads, agreements.length)],
  [
    'same ids when swapped',
    percent(
      agreements.reduce((sum, share) => sum + share, 0),
      agreements.length,
    ),
  ],
  ['most prompt tokens', most(({ promptTokens }) => promptTokens)],
  ['most answer tokens', most(({ tokensGenerated }) => tokensGenerated)],
  ['seconds a call', (calls.reduce((sum, { totalMs }) => sum + totalMs, 0) / 1000 / calls.length).toFixed(2)],
  ...[...outcomes].map(([outcome, times]) => [outcome, times]),
];
for (const [name, value] of rows) process.stdout.write(`${name.padEnd(86)} ${value}\n`);

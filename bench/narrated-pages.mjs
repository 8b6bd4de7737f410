// The page of the program beside those that a good model would plan: `npm run build && node bench/narrated-pages.mjs DIRECTORY...`
//
// The plans below were written by hand from the cards alone, for an operator and for an engineer, and go through the same conversation as the
// answers of a model: asked twice, with the cards the other way round the second time. They are known by the name of the directory.
import { basename, resolve } from 'node:path';
import { converse } from '../dist/core/narrate/converse.js';
import { choices, viewOf } from '../dist/core/narrate/question.js';
import { madeDocument } from './made-document.mjs';

const PLANS = {
  gemma3: [
    {
      audience: 'operator',
      summary: 'c3.state c5.state c1.state c8.state',
      do: 'c3.advise c1.advise c8.advise',
      risk: 'g2.caution g1.caution',
      causes: 'c3.model-load',
    },
    {
      audience: 'engineer',
      summary: 'c1.state c2.support c6.state c7.state c3.state c5.state',
      do: 'n1.advise c7.advise c6.advise',
      risk: 'c8.caution g1.caution',
      causes: 'c1.weights-read c8.timeout',
    },
  ],
  ollama: [
    {
      audience: 'operator',
      summary: 'c1.state c2.state c3.state c6.state',
      do: 'c2.advise c6.advise c3.advise',
      risk: 'g2.caution g1.caution',
      causes: 'c1.server-gone',
    },
    {
      audience: 'engineer',
      summary: 'c1.state c3.state c4.state c5.contrast c6.state c8.state',
      do: 'c9.advise c6.advise',
      risk: 'g1.caution',
      causes: 'c3.weights-read',
    },
  ],
  'invented-chat': [
    {
      audience: 'operator',
      summary: 'c1.state c4.state c6.state',
      do: 'c1.advise c6.advise c4.advise',
      risk: 'g2.caution',
      causes: 'c1.server-gone',
    },
    {
      audience: 'engineer',
      summary: 'c1.state c2.state c4.state c5.support c6.state c7.state',
      do: 'n1.advise c1.advise',
      risk: 'g1.caution',
      causes: 'c2.thermal',
    },
  ],
  'invented-nightly': [
    { audience: 'operator', summary: 'c1.state c2.state', do: 'c1.advise', risk: 'g1.caution', causes: 'c1.build' },
    { audience: 'engineer', summary: 'c1.state c3.state c4.state', do: 'c1.advise c4.advise', risk: 'g1.caution', causes: 'c1.build' },
  ],
};
const persona = 'A performance engineer.';
const agent = (id) => ({ id, label: id, persona, provider: 'ollama', model: 'by hand', digest: null, options: {} });
const agents = { collector: agent('collector'), insight: agent('insight'), sideBySide: false };
/** Nobody measured how long writing by hand took. */
const NO_TIMES = {
  timeToFirstTokenMs: null,
  totalMs: 0,
  tokensPerSecond: null,
  promptTokens: null,
  tokensGenerated: null,
  promptEvalMs: null,
  evalMs: null,
  loadMs: null,
};
const reply = (answer) => ({ kind: 'answer', text: JSON.stringify(answer), stop: 'end', call: NO_TIMES });

/** Answers both views with the same real ids, as somebody does who has read them. */
function answering(plan, brief) {
  return async (id, { stage }) => {
    const view = viewOf(id === 'insight' ? brief.cards : brief.inventory, stage.includes('swapped'));
    if (id === 'collector') return reply({ inventory: ['i1', 'i3'].map((own) => view.cards.find(({ card }) => card.id === own).shownId) });
    const shown = (section) => {
      const byReal = new Map([...choices(view, section)].map(([own, real]) => [real, own]));
      return plan[section].split(' ').map((real) => byReal.get(real) ?? `no ${real}`);
    };
    return reply({
      audience: plan.audience,
      ...Object.fromEntries(['summary', 'do', 'risk', 'causes'].map((section) => [section, shown(section)])),
    });
  };
}

function print(title, { narrative, recommendations }) {
  const lines = [
    `## ${title}`,
    ...narrative.sentences.map(({ text }) => `- ${text}`),
    ...recommendations.slice(0, narrative.advised).map(({ text }, index) => `${index + 1}. ${text}`),
    ...narrative.risks.map(({ text }) => `! ${text}`),
    ...narrative.difference.map((text) => `(${text})`),
    ...narrative.rejected.map(({ text, reason }) => `REFUSED ${text}: ${reason}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

for (const directory of process.argv.slice(2)) {
  const { document, brief } = madeDocument(directory);
  print(`${basename(resolve(directory))}, the program`, document.report);
  for (const plan of PLANS[basename(resolve(directory))] ?? []) {
    const conversation = await converse(brief, agents, answering(plan, brief));
    const kept = { ...conversation.narration, key: 'by hand', askedAt: new Date(0).toISOString(), concurrency: null };
    const { report } = madeDocument(directory, () => kept).document;
    print(`for an ${plan.audience}: ${report.narrative.level} ${report.narrative.reason}`, report);
  }
}

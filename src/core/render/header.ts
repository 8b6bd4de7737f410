import type { LabelValue } from '../../contracts/observation.ts';
import type { Report } from '../../contracts/report.ts';
import type { Inline, ReportDocument } from './document.ts';
import { code, joined, strong, text, time } from './inline.ts';

/** Options that shape a model's answer, under the names that the configuration line prints; what is not set is printed as default. */
const OPTIONS: readonly (readonly [name: string, key: string])[] = [
  ['num_gpu', 'num_gpu'],
  ['num_ctx', 'num_ctx'],
  ['temp', 'temperature'],
  ['top_p', 'top_p'],
  ['top_k', 'top_k'],
  ['repeat_penalty', 'repeat_penalty'],
];

/** `num_gpu=80`, `num_ctx=1024`, `temp=1`, `top_p=default`, ...: the usual options first, then what else is set, by name. */
export function optionPairs(options: Readonly<Record<string, LabelValue>>): string[] {
  const usual = OPTIONS.map(([name, key]) => `${name}=${Object.hasOwn(options, key) ? String(options[key]) : 'default'}`);
  const known = new Set(OPTIONS.map(([, key]) => key));
  const others = Object.keys(options)
    .filter((key) => !known.has(key))
    .sort()
    .map((key) => `${key}=${String(options[key])}`);
  return [...usual, ...others];
}

/** Who planned the page, where somebody did or is yet to. */
function authors({ agents, level, status }: Report['narrative']): ReportDocument['header'] {
  const codes = (names: readonly string[]): Inline[] =>
    joined(
      names.map((name) => [code(name)]),
      ', ',
    );
  const plan = level === 'L1' ? 'chosen by the model, in sentences of the program' : 'that of the program';
  const planned = { label: 'Plan', content: [text(status === 'pending' ? `${plan}; a model is to be asked` : plan)] };
  if (agents.length === 0) return status === 'pending' ? [planned] : [];
  const byAgent = agents.map(({ label, options }) => [
    ...(agents.length > 1 ? [code(label), text(': ')] : []),
    ...codes(optionPairs(options)),
  ]);
  return [
    { label: 'Agent', content: codes(agents.map(({ label }) => label)) },
    { label: 'Model', content: codes([...new Set(agents.map(({ model }) => model))]) },
    { label: 'Configuration', content: joined(byAgent, '; ') },
    planned,
  ];
}

/** Chapter 4, section 1: verdict, date, directory, and who wrote the prose where a model was asked. */
export function header(report: Report): ReportDocument['header'] {
  return [
    { label: 'Verdict', content: [strong(report.verdict)] },
    { label: 'Date', content: time(report.generatedAt) },
    { label: 'Directory', content: [code(report.directory), text(' of root '), code(report.root)] },
    ...authors(report.narrative),
  ];
}

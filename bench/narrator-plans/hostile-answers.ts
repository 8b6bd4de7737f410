import type { ModelQuestion, ModelReply } from '../../src/contracts/narration.ts';

type Random = () => number;

/** Kinds of answers: those of a model that knows what it wants, and those that are none. */
export const ANSWERS = [
  'consistent',
  'consistent, few',
  'random',
  'duplicate ids',
  'missing sections',
  'reversed',
  'unknown ids',
  'mistyped ids',
  'roles in the wrong section',
  'wrong next steps',
  'further fields',
  'prompt echo',
  'prose',
  'JSON in reasoning',
  'JSON in a fence',
  'HTML',
  'endless',
  'cut',
  'empty',
  'no server',
] as const;
export type AnswerKind = (typeof ANSWERS)[number];

type Plan = Record<string, string | string[]>;

interface ListSchema {
  readonly items: { readonly enum: readonly string[] };
}

/** Ids that each section of a question may hold. */
function choicesIn({ schema }: ModelQuestion): Map<string, readonly string[]> {
  const properties = schema?.['properties'] as Record<string, Partial<ListSchema>>;
  return new Map(Object.entries(properties).flatMap(([section, { items }]) => (items ? [[section, items.enum] as const] : [])));
}

/** A number of what is said of a card, the same whatever it is called and wherever it stands. */
function weightOf(id: string, { prompt }: ModelQuestion, salt: number): number {
  const [card, role = ''] = id.split('.');
  const line = prompt.split('\n').find((own) => own.startsWith(`${card} `)) ?? '';
  // Letters differ from one showing to the next.
  const [, kind = '', said = ''] = /^\S+ ([a-z-]+)[A-Z> ]*(?:: (.*))?$/.exec(line) ?? [];
  const content = [kind, said, role].join('|');
  let hash = salt;
  for (const character of content) hash = (Math.imul(hash, 31) + character.codePointAt(0)!) | 0;
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}

function planOf(question: ModelQuestion, chosen: (section: string, ids: readonly string[]) => string[]): Plan {
  const lists = [...choicesIn(question)].map(([section, ids]) => [section, chosen(section, ids)] as const);
  return { ...(question.stage.startsWith('inventory') ? {} : { audience: 'operator' }), ...Object.fromEntries(lists) };
}

function consistent(question: ModelQuestion, salt: number, share: number): Plan {
  const weight = (id: string) => weightOf(id, question, salt);
  return planOf(question, (_, ids) => {
    const ordered = ids.toSorted((a, b) => weight(a) - weight(b));
    return ordered.slice(0, Math.max(1, Math.ceil(ordered.length * share)));
  });
}

function shuffled(ids: readonly string[], random: Random): string[] {
  return ids
    .map((id) => [random(), id] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, id]) => id);
}

function mistyped(id: string): string {
  return id.replace('.', ' . ').toUpperCase();
}

const TEXTS: Readonly<Partial<Record<AnswerKind, string>>> = {
  prose: 'Sure! The fastest model is clearly A, which is 3x faster. I recommend buying more memory.',
  HTML: '<html><body><script>alert(1)</script><h1>Report</h1><p>A wins</p></body></html>',
  empty: '',
};

/** The text of an answer of some kind. */
function textOf(kind: AnswerKind, question: ModelQuestion, salt: number, random: Random): string {
  const fixed = TEXTS[kind];
  if (fixed !== undefined) return fixed;
  const plan = consistent(question, salt, 1);
  const mapped = (change: (ids: string[], section: string) => string[]): string =>
    JSON.stringify(
      Object.fromEntries(Object.entries(plan).map(([section, ids]) => [section, typeof ids === 'string' ? ids : change(ids, section)])),
    );
  const all = [...choicesIn(question).values()].flat();
  switch (kind) {
    case 'consistent, few':
      return JSON.stringify(consistent(question, salt, 0.2));
    case 'random':
      return JSON.stringify(planOf(question, (_, ids) => shuffled(ids, random).slice(0, 1 + Math.floor(random() * ids.length))));
    case 'duplicate ids':
      return mapped((ids) => [...ids, ...ids, ...ids]);
    case 'missing sections':
      return JSON.stringify(
        Object.fromEntries(Object.entries(plan).filter(([section]) => section === 'audience' || section === 'summary')),
      );
    case 'reversed':
      return JSON.stringify(planOf(question, (_, ids) => ids.toReversed()));
    case 'unknown ids':
      return mapped((ids) => [...ids, 'c99.state', 'z1', '../../etc/passwd', '__proto__']);
    case 'mistyped ids':
      return mapped((ids) => ids.map(mistyped));
    case 'roles in the wrong section':
      return mapped(() => shuffled(all, random).slice(0, 5));
    case 'wrong next steps':
      return mapped((ids, section) => (section === 'do' ? ['n1.state', 'next.repeat', 'n7.advise'] : ids));
    case 'further fields':
      return JSON.stringify({ ...plan, sentence: 'A is the fastest by 300 %', numbers: [1, 2, 3] });
    case 'prompt echo':
      return question.prompt;
    case 'JSON in reasoning':
      return `<think>${JSON.stringify(plan)}</think> I have decided.`;
    case 'JSON in a fence':
      return `\`\`\`json\n${JSON.stringify(plan)}\n\`\`\``;
    case 'endless':
      return `{"summary":[${'"c1.state",'.repeat(5_000)}`;
    case 'cut':
      return JSON.stringify(plan).slice(0, Math.floor(random() * JSON.stringify(plan).length));
    default:
      return JSON.stringify(plan);
  }
}

const CALL = {
  timeToFirstTokenMs: 1,
  totalMs: 2,
  tokensPerSecond: 3,
  promptTokens: 4,
  tokensGenerated: 5,
  promptEvalMs: 6,
  evalMs: 7,
  loadMs: 8,
};

/** The reply to a question. @param salt the same for all questions of one conversation. */
export function hostileReply(kind: AnswerKind, question: ModelQuestion, salt: number, random: Random): ModelReply {
  if (kind === 'no server') return { kind: 'failed', reason: 'unreachable', message: 'nobody is there', totalMs: 1 };
  return { kind: 'answer', text: textOf(kind, question, salt, random), stop: kind === 'endless' ? 'length' : 'end', call: CALL };
}

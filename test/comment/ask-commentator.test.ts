import { describe, expect, test } from '@jest/globals';
import type { ModelQuestion, ModelReply } from '../../src/contracts/narration.ts';
import { askCommentator } from '../../src/core/comment/ask-commentator.ts';
import { commentaryKeyText } from '../../src/core/comment/commentary-key.ts';
import { answerOf } from './commented.ts';

const { calls: _calls, ...AGENT } = answerOf('').agents[0]!;
const BRIEF = {
  lines: ['oak:2b has a mean generation throughput of 181.5 tokens/s.', 'elm:7b has a mean generation throughput of 90.1 tokens/s.'],
};
const UNKNOWN = { timeToFirstTokenMs: null, tokensPerSecond: null, promptTokens: null, tokensGenerated: null };
const CALL = { ...UNKNOWN, totalMs: 5, promptEvalMs: null, evalMs: null, loadMs: null };

function answering(...replies: (string | Extract<ModelReply, { kind: 'failed' }>['reason'] | { readonly cut: string })[]) {
  const questions: ModelQuestion[] = [];
  const ask = async (question: ModelQuestion): Promise<ModelReply> => {
    questions.push(question);
    const reply = replies[questions.length - 1]!;
    if (typeof reply === 'object') return { kind: 'answer', text: reply.cut, stop: 'length', call: CALL };
    if (/^[a-z-]+$/.test(reply)) return { kind: 'failed', reason: reply as 'busy', message: `it is ${reply}`, totalMs: 3 };
    return { kind: 'answer', text: reply, stop: 'end', call: CALL };
  };
  return { questions, asked: () => askCommentator(BRIEF, AGENT, ask) };
}

describe('a commentator', () => {
  test('is asked once, with the facts and no schema', async () => {
    const { questions, asked } = answering('oak:2b is the fastest.');
    expect(await asked()).toEqual({
      kind: 'answered',
      answer: {
        promptVersion: 1,
        text: 'oak:2b is the fastest.',
        isCut: false,
        reason: '',
        agents: [{ ...AGENT, calls: [{ stage: 'commentary', outcome: 'kept', ...CALL }] }],
      },
    });
    expect(questions).toEqual([
      expect.objectContaining({ stage: 'commentary', system: AGENT.persona, schema: null, answerTokensMax: 400 }),
    ]);
    for (const line of BRIEF.lines) expect(questions[0]!.prompt).toContain(line);
  });

  test('is told that its answer was empty, and asked no third time', async () => {
    const { questions, asked } = answering('empty', 'thinking-only');
    expect(await asked()).toMatchObject({ kind: 'answered', answer: { text: '', reason: 'the model wrote nothing' } });
    expect(questions.map(({ stage }) => stage)).toEqual(['commentary', 'commentary again']);
    expect(questions[1]!.prompt).toContain('The last answer was empty.');
  });

  test('is shown half of the facts where its context is too small for all', async () => {
    const { questions, asked } = answering('truncated', 'oak:2b is the fastest.');
    expect(await asked()).toMatchObject({
      answer: { text: 'oak:2b is the fastest.', agents: [{ calls: [{ outcome: 'truncated' }, { outcome: 'kept' }] }] },
    });
    expect(questions[1]!.prompt).toContain('oak:2b');
    expect(questions[1]!.prompt).not.toMatch(/elm:7b|empty/);
    expect(await answering('truncated', 'truncated').asked()).toMatchObject({
      answer: { text: '', reason: expect.stringContaining('context') },
    });
  });

  test('may write more than is read, or be cut', async () => {
    const long = 'oak:2b is the fastest. '.repeat(5_000);
    expect(await answering(long).asked()).toMatchObject({ answer: { isCut: true, text: long.slice(0, 6_000) } });
    expect(await answering({ cut: 'oak:2b is' }).asked()).toMatchObject({ answer: { isCut: true, text: 'oak:2b is' } });
  });

  test.each(['busy', 'unreachable', 'deadline', 'out-of-memory', 'protocol', 'broken-off'] as const)(
    'has not answered when its server is %s',
    async (reason) => {
      expect(await answering(reason).asked()).toEqual({ kind: 'failed', reason, message: `it is ${reason}` });
    },
  );
});

describe('what an answer is kept under', () => {
  test('changes with the facts and all settings of the agent, and not with its weights', () => {
    const key = commentaryKeyText(BRIEF, AGENT);
    expect(commentaryKeyText(BRIEF, { ...AGENT, digest: 'sha256:b' })).toBe(key);
    for (const change of [{ model: 'other' }, { persona: 'other' }, { options: { num_ctx: 1 } }, { provider: 'openai' as const }])
      expect(commentaryKeyText(BRIEF, { ...AGENT, ...change })).not.toBe(key);
    expect(commentaryKeyText({ lines: BRIEF.lines.slice(1) }, AGENT)).not.toBe(key);
  });
});

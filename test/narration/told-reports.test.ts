import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { releaseHold, writeHold } from '../../src/edges/narration/hold.ts';
import { tempTree } from '../files/temp-tree.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/redis-server.ts';
import { type FakeOllama, fakeOllama } from './fake-ollama.ts';
import { addArtifacts, benchTree, narratingDaemon, reportAt, toldAt } from './narrating-daemon.ts';
import { lazyAnswer, strongAnswer } from './strong-model.ts';

const servers: FakeOllama[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function ollama(port?: number): Promise<FakeOllama> {
  const server = await fakeOllama(port);
  servers.push(server);
  return server;
}

/** Longer than any sweep, job and look at the gate. */
const SETTLE_MS = 500;

describe('a daemon with a narrator', () => {
  test('publishes the report of the program at once and that of the model after it, and asks no more', async () => {
    const [root, stateDirectory, server] = [benchTree({ run: 'trade-off' }), tempTree(), await ollama()];
    server.behave('silent');
    const { events, daemon } = await narratingDaemon(root, { url: server.url, stateDirectory });
    await eventually('the report of the program', () => toldAt(root, 'run') === 'L0 pending');
    await eventually('a question', () => server.questions.length === 1);
    await daemon.stop('restart');
    expect(toldAt(root, 'run')).toBe('L0 pending');
    server.behave(strongAnswer);
    const second = await narratingDaemon(root, { url: server.url, stateDirectory });
    await eventually('the report of the model', () => toldAt(root, 'run') === 'L1 verified');
    expect(events('narration.finished')).toEqual([]);
    expect(second.events('narration.finished')).toEqual([
      expect.objectContaining({ directory: 'run', followed: true, calls: 4, promptTokens: 1_600, tokensGenerated: 160 }),
    ]);
    const asked = server.questions.length;
    await sleep(SETTLE_MS);
    await second.daemon.stop('restart');
    await narratingDaemon(root, { url: server.url, stateDirectory });
    await sleep(SETTLE_MS);
    expect(server.questions).toHaveLength(asked);
  });

  test('takes a choice that was not earned for an answer, and says so in the report', async () => {
    const [root, server] = [benchTree({ run: 'trade-off' }), await ollama()];
    server.behave(lazyAnswer);
    const { events } = await narratingDaemon(root, { url: server.url, stateDirectory: tempTree() });
    await eventually('an answer', () => events('narration.finished').length === 1);
    await eventually('a settled report', () => toldAt(root, 'run').endsWith('verified'));
    const asked = server.questions.length;
    await sleep(SETTLE_MS);
    expect(server.questions).toHaveLength(asked);
    const { narrative } = reportAt(root, 'run')!;
    expect(narrative.agents.flatMap(({ calls }) => calls).length).toBe(asked);
    expect(narrative.answered).not.toBeNull();
  });

  test('writes reports while the server is away, and has them told when it is there', async () => {
    const [root, port] = [benchTree({ run: 'trade-off' }), await freePort()];
    const { events } = await narratingDaemon(root, { url: `http://127.0.0.1:${port}`, stateDirectory: tempTree() });
    await eventually('the gate', () => events('gate.closed').length === 1);
    expect(events('gate.closed')[0]!['reason']).toContain(`127.0.0.1:${port}`);
    await eventually('the report of the program', () => toldAt(root, 'run') === 'L0 pending');
    await ollama(port);
    await eventually('the report of the model', () => toldAt(root, 'run') === 'L1 verified');
    expect(events('job.failed')).toEqual([]);
  });

  test('lets a server that fails rest, and the report stand', async () => {
    const [root, server] = [benchTree({ run: 'trade-off' }), await ollama()];
    server.behave('out of memory');
    const { events } = await narratingDaemon(root, { url: server.url, stateDirectory: tempTree() });
    await eventually('a failure', () => events('narration.postponed').length === 1);
    await sleep(SETTLE_MS);
    expect(server.questions).toHaveLength(1);
    expect(toldAt(root, 'run')).toBe('L0 pending');
    expect(events('gate.closed')[0]!['reason']).toContain('more system memory');
    expect(events('job.failed')).toEqual([]);
  });

  test('sends nothing to a server while a hold is set', async () => {
    const [root, stateDirectory, server] = [benchTree({ run: 'trade-off' }), tempTree(), await ollama()];
    writeHold(join(stateDirectory, 'hold'), null);
    const { service } = await narratingDaemon(root, { url: server.url, stateDirectory });
    await eventually('the report of the program', () => toldAt(root, 'run') === 'L0 pending');
    await sleep(SETTLE_MS);
    expect(server.requests).toEqual([]);
    expect(service!.gate.closed()!.id).toBe('hold');
    releaseHold(join(stateDirectory, 'hold'), Date.now());
    await eventually('the report of the model', () => toldAt(root, 'run') === 'L1 verified');
  });

  test.each([
    ['a hold is set', (_server: FakeOllama, hold: string) => writeHold(hold, null)],
    ['somebody else loads a model', (server: FakeOllama) => server.loadElsewhere(['llama3:8b'])],
  ])('breaks off a call when %s, and asks again when that is over', async (_, disturb) => {
    const [root, stateDirectory, server] = [benchTree({ run: 'trade-off' }), tempTree(), await ollama()];
    const hold = join(stateDirectory, 'hold');
    server.behave('silent');
    const { events } = await narratingDaemon(root, { url: server.url, stateDirectory });
    await eventually('a question', () => server.questions.length === 1);
    disturb(server, hold);
    await eventually('its withdrawal', () => server.withdrawn() === 1);
    await eventually('a line', () => events('narration.interrupted').length === 1);
    await sleep(SETTLE_MS);
    expect(server.questions).toHaveLength(1);
    expect(toldAt(root, 'run')).toBe('L0 pending');
    server.behave(strongAnswer);
    releaseHold(hold, Date.now());
    server.loadElsewhere([]);
    await eventually('the report of the model', () => toldAt(root, 'run') === 'L1 verified');
  });

  test('breaks off a call when a benchmark writes, and waits until it has ended', async () => {
    const [root, server] = [benchTree({ run: 'trade-off' }), await ollama()];
    server.behave('silent');
    const { events } = await narratingDaemon(root, { url: server.url, stateDirectory: tempTree(), quiet: { afterWriteMs: 1_500 } });
    await eventually('a question', () => server.questions.length === 1);
    const startMs = Date.now();
    writeFileSync(join(root, 'run/profile.bin'), 'x');
    await eventually('its withdrawal', () => server.withdrawn() === 1);
    server.behave(strongAnswer);
    await eventually('the report of the model', () => toldAt(root, 'run') === 'L1 verified');
    expect(Date.now() - startMs).toBeGreaterThanOrEqual(1_500);
    expect(events('narration.interrupted')[0]!['reason']).toContain('something was written');
  });

  test('does not take its own reports for a benchmark that writes', async () => {
    const [root, server] = [benchTree({ first: 'trade-off', second: 'sweep' }), await ollama()];
    await narratingDaemon(root, { url: server.url, stateDirectory: tempTree(), quiet: { afterWriteMs: 8_000 } });
    const toldAtMs: number[] = [];
    await eventually(
      'both told',
      () => {
        const count = ['first', 'second'].filter((directory) => toldAt(root, directory) === 'L1 verified').length;
        while (toldAtMs.length < count) toldAtMs.push(Date.now());
        return count === 2;
      },
      30_000,
    );
    expect(toldAtMs[1]! - toldAtMs[0]!).toBeLessThan(7_000);
  });

  test('never tells of new facts with an answer to old ones', async () => {
    const [root, server] = [benchTree({ run: 'trade-off' }), await ollama()];
    let answers = 0;
    server.behave((prompt, schema) => {
      answers += 1;
      if (answers === 1) addArtifacts(root, 'run', 'sweep');
      return strongAnswer(prompt, schema);
    });
    const seen = new Set<string>();
    await narratingDaemon(root, { url: server.url, stateDirectory: tempTree() });
    await eventually('the report of the new facts', () => {
      const report = reportAt(root, 'run');
      const { level = '', answered = null } = report?.narrative ?? {};
      const count = report?.inputs.artifacts.length;
      if (report) seen.add(`${count} ${level} ${answered?.key ?? ''}`);
      return count === 3 && level === 'L1';
    });
    const keysOf = (count: number) => [...seen].filter((line) => line.startsWith(`${count} L1`)).map((line) => line.split(' ')[2]);
    expect(keysOf(3)).toHaveLength(1);
    expect(keysOf(2)).not.toContain(keysOf(3)[0]);
  });

  test('asks once for reports of which the same is to be told', async () => {
    const [root, stateDirectory, server] = [benchTree({ run: 'trade-off' }), tempTree(), await ollama()];
    await narratingDaemon(root, { url: server.url, stateDirectory });
    await eventually('the report of the model', () => toldAt(root, 'run') === 'L1 verified');
    const asked = server.questions.length;
    addArtifacts(root, 'rerun', 'trade-off');
    await eventually('the report of the rerun', () => toldAt(root, 'rerun') !== '');
    expect(toldAt(root, 'rerun')).toBe('L1 verified');
    expect(server.questions).toHaveLength(asked);
  });

  test('stops when the budget of the hour is used up, and says so', async () => {
    const [root, server] = [benchTree({ first: 'trade-off', second: 'sweep' }), await ollama()];
    const budget = { callsPerHour: 4, secondsPerHour: 3_600 };
    const { service } = await narratingDaemon(root, { url: server.url, stateDirectory: tempTree(), narrator: { budget } });
    await eventually('both reports', () => toldAt(root, 'first') !== '' && toldAt(root, 'second') !== '');
    await eventually('the gate', () => service!.gate.closed()?.id === 'budget');
    await sleep(SETTLE_MS);
    expect([toldAt(root, 'first'), toldAt(root, 'second')].sort()).toEqual(['L0 pending', 'L1 verified']);
    expect(server.questions).toHaveLength(4);
  });

  test('asks again when the model has other weights under its name', async () => {
    const [root, server] = [benchTree({ run: 'trade-off' }), await ollama()];
    const { service } = await narratingDaemon(root, { url: server.url, stateDirectory: tempTree() });
    await eventually('the report of the model', () => toldAt(root, 'run') === 'L1 verified');
    const asked = server.questions.length;
    server.replaceWeights('bbbb');
    await service!.lookUpDigests(new AbortController().signal);
    await eventually('other weights', () => reportAt(root, 'run')!.narrator!.weights === 'bbbb+bbbb');
    expect(server.questions).toHaveLength(2 * asked);
  });

  test('tells reports that were there before, and leaves them when it is turned off', async () => {
    const [root, stateDirectory, server] = [benchTree({ run: 'trade-off' }), tempTree(), await ollama()];
    const before = await narratingDaemon(root, { stateDirectory });
    await eventually('the report of the program', () => toldAt(root, 'run') === 'L0 verified');
    expect(reportAt(root, 'run')!.narrator).toBeUndefined();
    await before.daemon.stop('restart');
    const told = await narratingDaemon(root, { url: server.url, stateDirectory });
    await eventually('the report of the model', () => toldAt(root, 'run') === 'L1 verified');
    await told.daemon.stop('restart');
    const path = join(root, 'run/benchscribe-report.md');
    const [text, { mtimeMs }] = [readFileSync(path, 'utf8'), statSync(path)];
    const after = await narratingDaemon(root, { stateDirectory });
    await sleep(SETTLE_MS);
    expect(after.events('report.published')).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
  });

  test('asks no model whose answer it could not keep', async () => {
    const [root, server] = [benchTree({ run: 'trade-off' }), await ollama()];
    const stateDirectory = join(tempTree({ 'a-file': '' }), 'a-file');
    const { events } = await narratingDaemon(root, { url: server.url, stateDirectory, quiet: { holdFile: join(tempTree(), 'hold') } });
    await eventually('a line', () => events('narration.postponed').length === 1);
    expect(events('narration.postponed')[0]!['err']).toMatchObject({ code: 'NARRATIONS_UNWRITABLE' });
    expect(server.questions).toEqual([]);
    expect(toldAt(root, 'run')).toBe('L0 pending');
  });
});

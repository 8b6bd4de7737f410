import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import { openNarration } from '../../src/compose/narration.ts';
import { lookAtProcess } from '../../src/edges/host/processes.ts';
import { readHold, writeHold } from '../../src/edges/narration/hold.ts';
import { tempTree } from '../files/temp-tree.ts';
import { COMMENTING_COUNTS, commentingAnswer } from '../narration/commenting-model.ts';
import { type FakeOllama, fakeOllama } from '../narration/fake-ollama.ts';
import { benchTree, reportAt, toldAt } from '../narration/narrating-daemon.ts';
import { lazyAnswer } from '../narration/strong-model.ts';
import { fakeContext } from './fake-context.ts';

let server: FakeOllama;
let root: string;
let state: string;
beforeEach(async () => {
  server = await fakeOllama();
  root = benchTree({ first: 'trade-off', second: 'sweep' });
  state = tempTree();
});
afterEach(() => server.close());

async function run(...argv: string[]) {
  const env = { STATE_DIRECTORY: state };
  const progress: string[] = [];
  const { context, stdout, stderr } = fakeContext({
    cwd: root,
    env,
    progress: (text) => progress.push(text),
    openNarration: (config, onGate) => openNarration(config, { env, stateDirectory: state, onGate }),
  });
  const exitCode = await runProgram(argv, context);
  return { exitCode, stdout: stdout(), stderr: stderr(), progress };
}

/** Flags that configure a narrator, with the formats and times of a quick test. */
function asking(...more: string[]): string[] {
  const keys = [
    `narrator.servers={local: {url: "${server.url}"}}`,
    'narrator.agents.insight.model=tiny',
    'narrator.quiet={afterWriteMs: 0, gpuUtilizationMax: 100, checkMs: 50}',
    'watch.quietMs=0',
    'reports.formats=[md, json]',
    ...more,
  ];
  return keys.flatMap((key) => ['--set', key]);
}

describe('report with a narrator', () => {
  test('asks models about each report, says what that took, and asks no more the next time', async () => {
    const { exitCode, stdout, stderr, progress } = await run('report', '.', ...asking());
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toHaveLength(6);
    for (const directory of ['.', 'first', 'second']) expect(toldAt(root, directory)).toBe('L1 verified');
    expect(stderr).toMatch(/^first: 4 calls, [\d.]+ s, 1600 \+ 160 tokens; the plan of the model is followed$/m);
    expect(progress).toContain('asking models about report 1 of 3: .');
    const asked = server.questions.length;
    expect((await run('report', '.', ...asking())).exitCode).toBe(0);
    expect(server.questions).toHaveLength(asked);
    expect(toldAt(root, 'first')).toBe('L1 verified');
  });

  test('asks no model with --no-narrative', async () => {
    expect((await run('report', '.', '--no-narrative', ...asking())).exitCode).toBe(0);
    expect(toldAt(root, 'first')).toBe('L0 verified');
    expect(server.requests).toEqual([]);
  });

  test('tells reports that stood before, although their inputs are the same', async () => {
    await run('report', '.', '--no-narrative', ...asking());
    await run('report', '.', ...asking());
    expect(toldAt(root, 'first')).toBe('L1 verified');
  });

  test('prints the report that follows the plan of the model', async () => {
    const { stdout } = await run('report', 'first', '--stdout', 'md', '--full', ...asking());
    expect(stdout).toMatch(/\nnarrative:\n {2}level: L1\n/);
    expect(existsSync(join(root, 'first/benchscribe-report.md'))).toBe(false);
  });

  test('leaves the reports as they are while a hold is set, and says so', async () => {
    writeHold(join(state, 'hold'), null);
    const { exitCode, stderr } = await run('report', '.', ...asking());
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`3 of 3 reports stand without a narrative: no model is asked now, held by ${join(state, 'hold')}`);
    expect(toldAt(root, 'first')).toBe('L0 pending');
    expect(server.requests).toEqual([]);
  });

  test('leaves the reports as they are where no server is, or it fails', async () => {
    server.behave('out of memory');
    const failing = await run('report', '.', ...asking());
    expect(failing.exitCode).toBe(0);
    expect(failing.stderr).toContain('reports stand without a narrative: a model server gave no answer');
    await server.close();
    const away = await run('report', '.', ...asking());
    expect(away.exitCode).toBe(0);
    expect(away.stderr).toContain('no model is asked now');
    expect(toldAt(root, 'first')).toBe('L0 pending');
    server = await fakeOllama();
  });

  test('is audited as it was made, with what the model had answered', async () => {
    await run('report', 'first', ...asking());
    expect(toldAt(root, 'first')).toBe('L1 verified');
    const path = join(root, 'first/benchscribe-report.json');
    expect(await run('audit', path, '--against', join(root, 'first'))).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^ok: made again/),
    });
    const text = readFileSync(path, 'utf8');
    const { narrative } = reportAt(root, 'first')!;
    writeFileSync(path, text.replace(JSON.stringify(narrative.sentences[0]!.text).slice(1, -1), 'All is well.'));
    expect((await run('audit', path, '--against', join(root, 'first'))).exitCode).toBe(1);
  });
});

describe('narrator qualify', () => {
  test('says which model may write the reports, and writes none', async () => {
    const { exitCode, stdout } = await run('narrator', 'qualify', 'tiny', '--in', '.', ...asking().slice(0, 2), ...asking().slice(4));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\/first: L1; 4 of 4 answers valid; its choice did not depend on the order of the cards; .*1600 \+ 160 tokens/);
    expect(stdout.split('\n').at(-1)).toMatch(/^tiny: may write your reports: L1 in 3 of 3 reports; 12 of 12 answers valid; /);
    expect(existsSync(join(root, 'first/benchscribe-report.json'))).toBe(false);
    expect((await run('report', '.', ...asking())).stderr).not.toContain('calls');
  });

  test('exits with 1 for one that takes what stands first, with the trials as JSON', async () => {
    server.behave(lazyAnswer);
    const { exitCode, stdout } = await run('narrator', 'qualify', '--json', '--in', 'first', ...asking());
    expect(exitCode).toBe(1);
    const { models, trials } = JSON.parse(stdout) as { models: string[]; trials: { level: string; valid: number; calls: number }[] };
    expect(models).toEqual(['tiny']);
    expect(trials).toHaveLength(1);
    expect(trials[0]).toMatchObject({ level: 'L0', valid: trials[0]!.calls });
  });

  test('exits with 2 where nothing is to be chosen, and where no model is named', async () => {
    rmSync(join(root, 'first'), { recursive: true });
    rmSync(join(root, 'second'), { recursive: true });
    writeFileSync(join(root, 'a.csv'), 'model,tokens_s\nfable:2b,140\n');
    expect(await run('narrator', 'qualify', '--in', '.', ...asking())).toMatchObject({ exitCode: 2 });
    expect((await run('narrator', 'qualify', '--in', '.')).stderr).toContain('no model is configured');
  });
});

describe('agents compare', () => {
  test.each([
    ['baseline-vs-tuned', ['baseline', 'tuned'], false],
    ['homogeneous', ['first', 'second'], true],
    ['heterogeneous', ['Collector', 'Insight'], true],
  ])('measures %s', async (scenario, names, isSideBySide) => {
    const { exitCode, stdout } = await run('agents', 'compare', 'first', '--scenario', scenario, '--repeats', '1', ...asking());
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`throughput: ${names[0]} 20.0 tokens/s, ${names[1]} 20.0 tokens/s (+0.0 %)`);
    expect(/speed-up [\d.]+, efficiency [\d.]+\n {2}contention: /.test(stdout)).toBe(isSideBySide);
  });

  test('sends the options of the tuned agent only', async () => {
    const tuned = 'narrator.agents.insight={model: tiny, options: {num_ctx: 1024}}';
    await run('agents', 'compare', 'first', '--scenario', 'baseline-vs-tuned', '--repeats', '1', ...asking(tuned));
    const chats = server.requests.filter(({ path, body }) => path === '/api/chat' && (body['messages'] as unknown[]).length > 0);
    expect(chats.map(({ body }) => (body['options'] as { num_ctx?: number } | undefined)?.num_ctx)).toEqual([
      undefined,
      undefined,
      1024,
      1024,
    ]);
  });

  test('asks nothing while a hold is set', async () => {
    writeHold(join(state, 'hold'), null);
    const { exitCode, stderr } = await run('agents', 'compare', 'first', ...asking());
    expect(exitCode).toBe(3);
    expect(stderr).toContain('no model is asked now: held by');
    expect(server.requests).toEqual([]);
  });
});

describe('hold', () => {
  test('is set until it is released', async () => {
    const file = join(state, 'hold');
    expect(await run('hold')).toMatchObject({ exitCode: 0, stdout: `held until it is released: ${file}` });
    expect(readHold(file, Date.now())).toEqual({ untilMs: Number.POSITIVE_INFINITY });
    expect((await run('hold', '--release')).stdout).toBe(`released: ${file}`);
    expect((await run('hold', '--release')).stdout).toBe(`was not held: ${file}`);
  });

  test('ends by itself after the time that is named', async () => {
    const { stdout } = await run('hold', '--for', '2h');
    expect(stdout).toMatch(/^held until \d{4}-\d\d-\d\dT/);
    expect(readHold(join(state, 'hold'), Date.now())!.untilMs - Date.now()).toBeGreaterThan(7_190_000);
    for (const time of ['2', '0h', 'h', '-1h', '1w']) expect((await run('hold', '--for', time)).exitCode).toBe(2);
  });

  test('reaches the daemons of this host, wherever they look', async () => {
    const file = join(tempTree(), 'elsewhere/hold');
    const { startedAt } = lookAtProcess(process.pid)!;
    const calm = { sweepAtMs: null, sweepMsMax: 1, jobAtMs: null, jobMsMax: 1, mainAtMs: Date.now() };
    const beat = { version: 1, host: hostname(), pid: process.pid, startedAt, role: 'all', roots: [], ...calm };
    writeFileSync(join(state, `heartbeat-${process.pid}.json`), JSON.stringify({ ...beat, narrator: { closed: null, holdFile: file } }));
    expect((await run('hold')).stdout.split('\n')).toHaveLength(2);
    expect(existsSync(file)).toBe(true);
  });

  test('says what to do where it cannot be set', async () => {
    writeFileSync(join(state, 'a-file'), '');
    state = join(state, 'a-file');
    const { exitCode, stderr } = await run('hold');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('the hold cannot be set or released');
  });
});

describe('doctor', () => {
  test('checks servers, models, context, hold and the place of answers', async () => {
    const { stdout } = await run('doctor', '.', ...asking());
    expect(stdout).toMatch(/^ok +model of collector +http:\/\/127\.0\.0\.1:\d+: tiny \(aaaa\)/m);
    expect(stdout).toMatch(/^ok +hold +none/m);
    expect(stdout).toMatch(/^ok +kept answers +\S+narrations is writable$/m);
    writeHold(join(state, 'hold'), null);
    const small = await run('doctor', '.', ...asking('narrator.agents.insight={model: tiny, options: {num_ctx: 256}}'));
    expect(small.exitCode).toBe(1);
    expect(small.stdout).toMatch(/^failed +model of insight +.*too small/m);
    expect(small.stdout).toMatch(/^warning +hold +no model is asked until it is released/m);
  });

  test('names the command that gets a model which is missing, and says nothing of models without a narrator', async () => {
    const missing = await run('doctor', '.', ...asking('narrator.agents.insight.model=gemma3:latest'));
    expect(missing.stdout).toContain('ollama pull gemma3:latest');
    expect((await run('doctor', '.')).stdout).toMatch(/^ok +narrator +not configured/m);
  });

  test('asks no server with --quick: a container is well without one', async () => {
    await server.close();
    const { stdout } = await run('doctor', '.', '--quick', ...asking());
    expect(stdout).not.toMatch(/^failed/m);
    server = await fakeOllama();
  });
});

describe('report with a commentator', () => {
  const commented = (...more: string[]) => asking('narrator.agents.commentator.model=tiny', ...more);

  test('has each report commented, says what that took, and asks no more the next time', async () => {
    server.behave(commentingAnswer);
    const { exitCode, stderr } = await run('report', '.', ...commented());
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^first: 1 call, [\d.]+ s, 400 \+ 40 tokens; a commentary was written$/m);
    expect(reportAt(root, 'first')!.narrative.commentary!.counts).toMatchObject(COMMENTING_COUNTS);
    const asked = server.questions.length;
    await run('report', '.', ...commented());
    expect(server.questions).toHaveLength(asked);
  });

  test('is audited as it was made: what the model wrote is checked again', async () => {
    server.behave(commentingAnswer);
    await run('report', 'first', ...commented());
    const path = join(root, 'first/benchscribe-report.json');
    const audit = () => run('audit', path, '--against', join(root, 'first'));
    expect(await audit()).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^ok: made again/) });
    const text = readFileSync(path, 'utf8');
    const { commentary } = reportAt(root, 'first')!.narrative;
    const [kept] = commentary!.sentences.filter(({ claim }) => claim !== null);
    // A sentence, in all places where it stands, with another number.
    for (const [from, to] of [
      [JSON.stringify(kept!.claim!.text), JSON.stringify('All is well.')],
      [JSON.stringify(commentary!.counts), JSON.stringify({ ...commentary!.counts, leftOut: 0 })],
      [JSON.stringify(commentary!.answered.text), JSON.stringify(commentary!.answered.text.replaceAll('999999', '1'))],
    ]) {
      expect(text).toContain(from);
      writeFileSync(path, text.replaceAll(from!, to!));
      expect((await audit()).exitCode).toBe(1);
    }
  });

  test('is audited while the commentary is still to be written', async () => {
    server.behave((prompt, schema) => (schema === undefined ? null : commentingAnswer(prompt, schema)));
    await run('report', 'first', ...commented());
    expect(toldAt(root, 'first')).toBe('L1 pending');
    expect(await run('audit', join(root, 'first/benchscribe-report.json'), '--against', join(root, 'first'))).toMatchObject({
      exitCode: 0,
    });
  });

  test('is checked by doctor: its model, and a context that holds facts and prose', async () => {
    expect((await run('doctor', '.', ...commented())).stdout).toMatch(/^ok +model of commentator +/m);
    const small = await run('doctor', '.', ...asking('narrator.agents.commentator={model: tiny, options: {num_ctx: 1024}}'));
    expect(small.stdout).toMatch(/^failed +model of commentator +.*too small/m);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { EventPayload, type KnownChange } from '../../src/contracts/webhook.ts';
import { changeEvents } from '../../src/edges/webhook/change-events.ts';
import { openWebhook, type Webhook, type WebhookOptions } from '../../src/edges/webhook/webhook.ts';
import { tempTree } from '../files/temp-tree.ts';

const JOB = { root: 'bench', directory: 'nightly' };

function change(over: Partial<KnownChange> = {}): KnownChange {
  return {
    ...{ series: 's1', fact: 'f234567', metric: 'decode_throughput', labels: { model: 'm' }, state: 'open', status: 'confirmed' },
    ...{ since: '2026-11-12', relativeChange: -0.09 },
    ...over,
  } as KnownChange;
}

describe('what happened', () => {
  const happened = (told: readonly KnownChange[], now: readonly KnownChange[]) =>
    changeEvents(JOB, told, now).map(({ event, withdrawn }) => (withdrawn ? `${event}, withdrawn` : event));
  const acknowledged = change({ state: 'acknowledged' });
  const reopened = change({ state: 'reopened', reopened: 'it had recovered before' });
  const recovered = change({ state: 'recovered', status: 'recovered', since: '2026-11-14' });
  const suspected = change({ status: 'suspected' });

  test.each([
    ['a change that is new', [], [change()], ['opened']],
    ['the same again', [change()], [change({ relativeChange: -0.1 })], []],
    ['a suspicion that is confirmed', [suspected], [change()], []],
    ['a suspicion that is withdrawn', [suspected], [], ['recovered, withdrawn']],
    ['what was confirmed and is the level now', [change()], [], []],
    ['a further change of a series', [change()], [change({ since: '2026-11-20' })], ['opened']],
    ['one that is acknowledged', [change()], [acknowledged], []],
    ['one that was known from the beginning', [], [acknowledged], []],
    ['an acknowledgement that is taken away', [acknowledged], [change()], ['reopened']],
    ['one that is reopened', [acknowledged], [reopened], ['reopened']],
    ['one that is back', [change()], [recovered], ['recovered']],
    ['one that is back, and of which nothing is remembered', [], [recovered], ['recovered']],
    ['one that is still back', [recovered], [recovered], []],
    ['one that comes back', [recovered], [reopened], ['reopened']],
    ['two at once', [change()], [recovered, change({ series: 's2' })], ['recovered', 'opened']],
  ])('to %s', (_, told, now, events) => {
    expect(happened(told, now)).toEqual(events);
  });

  test('has the same id whenever it is told, and another one for another series or run', () => {
    const idOf = (own: KnownChange) => changeEvents(JOB, [], [own])[0]!.id;
    expect(idOf(change({ relativeChange: -0.2 }))).toBe(idOf(change()));
    expect(idOf(change({ series: 's2' }))).not.toBe(idOf(change()));
    expect(idOf(change({ since: '2026-11-13' }))).not.toBe(idOf(change()));
  });
});

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A server on the loopback that keeps what it is sent, and answers as it is told. */
async function receiver(answer: (count: number, response: ServerResponse) => void = (_, response) => response.end()) {
  const received: EventPayload[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push(EventPayload.parse(JSON.parse(Buffer.concat(chunks).toString())));
    answer(received.length, response);
    for (const wake of waiting.splice(0)) wake();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const count = async (wanted: number) => {
    while (received.length < wanted) await new Promise<void>((wake) => waiting.push(wake));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=secret`, received, count };
}

function open(url: string, stateDirectory: string | null, more: Partial<WebhookOptions> = {}) {
  const failures: unknown[] = [];
  const options = { url, stateDirectory, events: ['opened', 'reopened', 'recovered'] as const, version: '1.0.0', backoffMs: 5 };
  const webhook: Webhook = openWebhook({ ...options, onTold: () => undefined, onFailed: (_, error) => failures.push(error), ...more });
  ends.push(() => webhook.close());
  return { webhook, failures };
}

const known = (...changes: KnownChange[]) => ({ run: '2026-11-13', changes });

describe('a webhook', () => {
  test('is told once of what opened, and then of what is back', async () => {
    const { url, received } = await receiver();
    const { webhook } = open(url, tempTree());
    webhook.note(JOB, known(change()));
    await webhook.idle();
    webhook.note(JOB, known(change()));
    await webhook.idle();
    webhook.note(JOB, known(change({ state: 'recovered', status: 'recovered' })));
    await webhook.idle();
    expect(received.map(({ events }) => events.map(({ event }) => event))).toEqual([['opened'], ['recovered']]);
    expect(received[0]).toMatchObject({ schema: 'benchscribe.event/1', ...JOB, run: '2026-11-13', events: [{ change: change() }] });
  });

  test('is told of nothing that it did not ask for, nor of a report without changes', async () => {
    const { url, received } = await receiver();
    const { webhook } = open(url, tempTree(), { events: ['recovered'] });
    webhook.note(JOB, known());
    webhook.note(JOB, known(change()));
    await webhook.idle();
    webhook.note(JOB, known(change({ state: 'recovered', status: 'recovered' })));
    await webhook.idle();
    expect(received.flatMap(({ events }) => events.map(({ event }) => event))).toEqual(['recovered']);
  });

  test('is told again until it answers well, and no message holds its address', async () => {
    const answers = [
      (response: ServerResponse) => response.writeHead(503).end(),
      (response: ServerResponse) => response.writeHead(302, { location: '/elsewhere' }).end(),
      (response: ServerResponse) => response.destroy(),
      (response: ServerResponse) => response.writeHead(204).end(),
    ];
    const { url, received } = await receiver((count, response) => answers[count - 1]!(response));
    const { webhook, failures } = open(url, tempTree());
    webhook.note(JOB, known(change()));
    await webhook.idle();
    expect(received).toHaveLength(4);
    expect(new Set(received.map(({ events }) => events[0]!.id)).size).toBe(1);
    expect(failures).toHaveLength(1);
    expect(String(failures)).not.toMatch(/secret|127/);
  });

  test('that does not answer is not waited for when something is noted, nor at the end', async () => {
    const { url, count } = await receiver(() => undefined);
    const { webhook } = open(url, tempTree());
    const startMs = performance.now();
    webhook.note(JOB, known(change()));
    await count(1);
    webhook.note({ ...JOB, directory: 'other' }, known(change()));
    await webhook.close();
    // It is given 10 s to answer.
    expect(performance.now() - startMs).toBeLessThan(8_000);
  });

  test('that does not answer in time is told again', async () => {
    const { url, received } = await receiver((count, response) => void (count > 1 && response.end()));
    const { webhook } = open(url, tempTree(), { timeoutMs: 200 });
    webhook.note(JOB, known(change()));
    await webhook.idle();
    // On a busy machine a later answer may take too long, too.
    expect(received.length).toBeGreaterThan(1);
  });

  test('is told by the next process what the last one could not, and nothing twice that it was told', async () => {
    const state = tempTree();
    const first = open('http://127.0.0.1:9/', state);
    first.webhook.note(JOB, known(change(), change({ series: 's2', state: 'acknowledged' })));
    await first.webhook.close();
    const { url, received } = await receiver();
    await open(url, state).webhook.idle();
    expect(received.flatMap(({ events }) => events.map(({ change: { series } }) => series))).toEqual(['s1']);
    await open(url, state).webhook.idle();
    expect(received).toHaveLength(1);
  });

  test('is told again by the next process when one is killed before the answer comes', async () => {
    const state = tempTree();
    const silent = await receiver(() => undefined);
    const module = join(import.meta.dirname, '../../src/edges/webhook/webhook.ts');
    const script = `
      const { openWebhook } = await import(${JSON.stringify(module)});
      const webhook = openWebhook({ url: ${JSON.stringify(silent.url)}, events: ['opened'], version: '1', stateDirectory: ${JSON.stringify(state)}, onTold() {}, onFailed() {} });
      webhook.note(${JSON.stringify(JOB)}, ${JSON.stringify(known(change()))});`;
    const loader = join(import.meta.dirname, '../files/ts-loader.js');
    const child = spawn(process.execPath, ['--import', loader, '--input-type=module', '--eval', script], { stdio: 'ignore' });
    await silent.count(1);
    child.kill('SIGKILL');
    await once(child, 'close');
    const { url, received } = await receiver();
    await open(url, state).webhook.idle();
    expect(received.map(({ events }) => events[0]!.id)).toEqual(silent.received.map(({ events }) => events[0]!.id));
  }, 20_000);

  test.each([
    ['nothing', ''],
    ['half of it', '{"version":1,"direc'],
    ['what another version wrote', '{"version":2}'],
  ])('is told again of what is there where %s is left of what was kept', async (_, text) => {
    const state = tempTree();
    writeFileSync(join(state, 'webhook.json'), text);
    const { url, received } = await receiver();
    const { webhook } = open(url, state);
    webhook.note(JOB, known(change()));
    await webhook.idle();
    expect(received).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(state, 'webhook.json'), 'utf8'))).toMatchObject({ directories: [{ ...JOB, told: [change()] }] });
  });

  test('is told where nothing can be kept', async () => {
    const { url, received } = await receiver();
    const file = join(tempTree({ file: '' }), 'file');
    const { webhook, failures } = open(url, file);
    webhook.note(JOB, known(change()));
    for (let tries = 0; received.length === 0 && tries < 200; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(received.length).toBeGreaterThan(0);
    expect(String(failures[0])).toMatch(/EEXIST|ENOTDIR/);
    const inMemory = open(url, null);
    inMemory.webhook.note(JOB, known(change()));
    await inMemory.webhook.idle();
  });
});

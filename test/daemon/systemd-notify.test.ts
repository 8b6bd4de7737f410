import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { systemdNotifier } from '../../src/edges/host/systemd-notify.ts';
import { tempTree } from '../files/temp-tree.ts';

/** A stand-in for the program that writes down what it was told. */
function fakeProgram(script: string): { PATH: string; log: string } {
  const root = tempTree();
  const log = join(root, 'log');
  writeFileSync(join(root, 'systemd-notify'), `#!/bin/sh\n${script.replace('LOG', log)}\n`);
  chmodSync(join(root, 'systemd-notify'), 0o755);
  return { PATH: `${root}:${process.env['PATH']}`, log };
}

test('tells systemd in turn that the service is ready, alive and stopping', async () => {
  const { PATH, log } = fakeProgram('echo "$NOTIFY_SOCKET $*" >> LOG');
  const errors: Error[] = [];
  const notifier = systemdNotifier({ PATH, NOTIFY_SOCKET: '/run/notify', WATCHDOG_USEC: '30000000' }, (error) => errors.push(error));
  expect(notifier.watchdogMs).toBe(30_000);
  await notifier.ready();
  await notifier.alive();
  await notifier.stopping();
  expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual(['/run/notify READY=1', '/run/notify WATCHDOG=1', '/run/notify STOPPING=1']);
  expect(errors).toEqual([]);
});

test('does nothing without systemd, and is not watched when the watchdog is meant for another process', async () => {
  const { PATH, log } = fakeProgram('touch LOG');
  const notifier = systemdNotifier({ PATH, WATCHDOG_USEC: '30000000' }, () => {});
  await notifier.ready();
  expect(notifier.watchdogMs).toBeNull();
  expect(() => readFileSync(log)).toThrow('ENOENT');
  expect(systemdNotifier({ NOTIFY_SOCKET: 'x', WATCHDOG_USEC: '1000000', WATCHDOG_PID: '1' }, () => {}).watchdogMs).toBeNull();
  expect(systemdNotifier({ NOTIFY_SOCKET: 'x' }, () => {}).watchdogMs).toBeNull();
});

test('says once that systemd cannot be told', async () => {
  const { PATH } = fakeProgram('exit 1');
  const errors: Error[] = [];
  const notifier = systemdNotifier({ PATH, NOTIFY_SOCKET: '/run/notify' }, (error) => errors.push(error));
  await notifier.ready();
  await notifier.alive();
  expect(errors).toHaveLength(1);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import { progressLine } from '../../src/cli/progress.ts';
import { fakeContext } from './fake-context.ts';

const COMMANDS = ['watch', 'report', 'audit', 'explain', 'inspect', 'formats', 'doctor', 'compare', 'keep', 'regressions'];

async function run(...argv: string[]) {
  const { context, stdout, stderr } = fakeContext();
  return { exitCode: await runProgram(argv, context), stdout: stdout(), stderr: stderr() };
}

describe('help', () => {
  test('lists the commands on standard output and exits 0', async () => {
    const { exitCode, stdout, stderr } = await run('--help');
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  test.each(COMMANDS)('of %s shows an example of it and the options that every command has', async (command) => {
    const { exitCode, stdout } = await run(command, '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`Example:\\n  \\$ (?:\\S+=\\S+ )?benchscribe ${command}`));
    expect(stdout).toContain('--config <file>');
    expect(stdout).toContain('--set <key=value>');
  });

  test('prints the version', async () => {
    expect(await run('--version')).toEqual({ exitCode: 0, stdout: '0.0.0-test', stderr: '' });
  });

  test('goes to standard error with exit code 2 when no command is given', async () => {
    const { exitCode, stdout, stderr } = await run();
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: benchscribe');
  });
});

describe('wrong use', () => {
  test.each([
    ['an unknown command', ['reprot', 'x'], /unknown command 'reprot'[\s\S]*Did you mean report\?/],
    ['an unknown flag', ['report', '--fromat', 'md', 'x'], /unknown option '--fromat'[\s\S]*Did you mean --format\?/],
    ['a missing argument', ['report'], /missing required argument 'dir'[\s\S]*benchscribe report --help/],
    ['an argument too many', ['report', 'a', 'b'], /too many arguments/],
    ['an unknown format', ['report', 'x', '--format', 'md,pdf'], /"pdf" is none of md, html, json/],
    ['an unknown condition', ['report', 'x', '--fail-on', 'rain'], /"rain" is none of regression, suspected, quarantined, gaps/],
    ['a day that is none', ['report', 'x', '--stdout', 'md', '--as-of', 'tomorrow'], /A day or a time: 2026-11-17/],
    [
      'an earlier day in the place of the present one',
      ['report', 'x', '--as-of', '2026-11-17'],
      /would stand in the place of the present one/,
    ],
    ['a comparison with nothing', ['compare', 'x'], /missing required argument 'after'/],
    ['two destinations', ['report', 'x', '--stdout', 'md', '--out', 'y'], /cannot be used with option '--out <dir>'/],
    ['an audit without artifacts', ['audit', 'x.md'], /required option '--against <dir>'/],
    ['an unknown role', ['watch', '--role', 'boss'], /Allowed choices are all, watcher, worker/],
    ['an unknown key', ['doctor', '--set', 'watch.sweep=1'], /--set watch\.sweep: watch\.sweep: no such key; known here: .*sweepMs/],
  ])('refuses %s with exit code 2 and a hint on standard error', async (_name, argv, message) => {
    const { exitCode, stdout, stderr } = await run(...argv);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });
});

describe('lines', () => {
  test('are never begun by a line end in a name, on either stream', async () => {
    const { exitCode, stdout, stderr } = await run('inspect', '/no/such\nFORGED: all is well\rFORGED');
    expect(exitCode).toBe(3);
    expect(`${stdout}\n${stderr}`).not.toMatch(/^FORGED/m);
    expect(stderr).toContain('/no/such\\nFORGED');
  });
});

describe('failure', () => {
  test('exits 3 and names the path when a directory is not there', async () => {
    const { exitCode, stderr } = await run('inspect', '/no/such/directory');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('/no/such/directory');
  });

  test('exits 130 when it was interrupted', async () => {
    const { context, stderr } = fakeContext({ signal: AbortSignal.abort() });
    expect(await runProgram(['inspect', join(import.meta.dirname, '../..', 'examples')], context)).toBe(130);
    expect(stderr()).toBe('benchscribe: interrupted');
  });

  test('calls an unexpected error a bug, with the place where it happened', async () => {
    const print = () => {
      throw new TypeError('unforeseen');
    };
    const { context, stderr } = fakeContext({ print });
    expect(await runProgram(['formats'], context)).toBe(3);
    expect(stderr()).toMatch(/is a bug of benchscribe[\s\S]*TypeError: unforeseen\n\s+at /);
  });
});

describe('loading', () => {
  test('leaves the code of a command alone until the command runs', () => {
    const code = readFileSync(join(import.meta.dirname, '../../src/cli/program.ts'), 'utf8');
    const loadedAtOnce = [...code.matchAll(/^import (?!type)[^;]* from '([^']+)'/gm)].map((match) => match[1]);
    expect(loadedAtOnce).toEqual(['commander', '../errors.ts', './program-history.ts']);
  });
});

describe('formats', () => {
  test('prints the same formats as text and as JSON', async () => {
    const { formats } = JSON.parse((await run('formats', '--json')).stdout) as { formats: { id: string }[] };
    const { stdout, exitCode } = await run('formats');
    expect(exitCode).toBe(0);
    expect(
      stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(' ')[0]),
    ).toEqual(formats.map(({ id }) => id));
  });
});

describe('progressLine', () => {
  function stream(isTTY: boolean, columns = 40) {
    const written: string[] = [];
    return { isTTY, columns, write: (text: string) => written.push(text), written };
  }

  test('writes nothing when standard error is no terminal', () => {
    const pipe = stream(false);
    progressLine(pipe)('reading');
    expect(pipe.written).toEqual([]);
  });

  test('overwrites one line, cut to the width, and removes it at the end', () => {
    const terminal = stream(true, 12);
    const show = progressLine(terminal);
    show('reading a long name');
    show('reading a long name');
    show('');
    expect(terminal.written).toEqual(['\r\u001b[Kreading a l', '\r\u001b[K']);
  });

  test('lets no file name control the terminal', () => {
    const terminal = stream(true);
    progressLine(terminal)('a\u001b[2Jb\nc');
    expect(terminal.written).toEqual(['\r\u001b[Kab c']);
  });
});

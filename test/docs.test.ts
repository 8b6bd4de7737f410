import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { adapters } from '../src/adapters/index.ts';
import { runProgram } from '../src/cli/program.ts';
import { Config } from '../src/config.ts';
import { ERRORS } from '../src/errors.ts';
import { DEFINITIONS } from '../src/metrics/definitions.ts';
import { ENVIRONMENT_KEYS } from '../src/unconfigured.ts';
import { fakeContext } from './cli/fake-context.ts';

const project = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(project, path), 'utf8');

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'examples/README.md',
  ...readdirSync(join(project, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path.replaceAll('\\', '/')}`),
];

/** Top-level names under which a path in code type is a path of this project. */
const FOLDERS = /^(?:\.\/)?(?:src|test|docs|config|examples|systemd|scripts|schema|bench|\.ci)\//;
const TOP_FILES =
  /^(?:[A-Z]+\.md|LICENSE|Dockerfile|docker-compose\.yml|\.dockerignore|package(?:-lock)?\.json|tsconfig(?:\.build)?\.json|biome\.json|jest\.config\.js)$/;
/** Made by a command that the document names, and not committed. */
const MADE = /(?:^|\/)benchscribe-report\.(?:md|html|json)$|[<>{}*]/;

/** Paths of this project that a Markdown text names, in code type or as the target of a link, relative to the project. */
function namedPaths(document: string): string[] {
  const text = read(document);
  const inCode = [...text.matchAll(/`([^`\s]+)`/g)].map((match) => match[1]!.replace(/:\d+(?:-\d+)?$/, ''));
  const linked = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map((match) => match[1]!).filter((target) => !/^[a-z]+:/.test(target));
  return [
    ...inCode.filter((path) => FOLDERS.test(path) || TOP_FILES.test(path)),
    ...linked.map((target) => join(dirname(document), target)),
  ].filter((path) => !MADE.test(path));
}

describe('documents', () => {
  test.each(documents)('%s names only paths that exist', (document) => {
    expect(namedPaths(document).filter((path) => !existsSync(join(project, path)))).toEqual([]);
  });

  test('name enough paths for that to mean something', () => {
    expect(namedPaths('ARCHITECTURE.md').length).toBeGreaterThan(10);
    expect(namedPaths('README.md').length).toBeGreaterThan(5);
  });

  test.each(documents)('%s has no superlative about the program', (document) => {
    expect(read(document)).not.toMatch(
      /\b(?:blazing|world-class|state-of-the-art|best-in-class|cutting-edge|seamless(?:ly)?|effortless(?:ly)?)\b/i,
    );
  });
});

describe('ARCHITECTURE.md', () => {
  const text = read('ARCHITECTURE.md');
  const walk = text.slice(text.indexOf('## One artifact'), text.indexOf('## What never happens'));
  const stations = [...walk.matchAll(/`(src\/[^`]+)`/g)].map((match) => match[1]!);

  test('leads an artifact through at most 40 files, each once', () => {
    expect(stations.length).toBeGreaterThan(30);
    expect(stations.length).toBeLessThanOrEqual(40);
    expect(new Set(stations).size).toBe(stations.length);
  });

  // Registered (an adapter, a child process) or handed in (the publisher's and the watcher's callers), not imported.
  const GIVEN = [
    'src/edges/files/watcher.ts',
    'src/daemon.ts',
    'src/compose/refresh-directory.ts',
    'src/compose/refresh-child.ts',
    'src/adapters/generic/csv.ts',
  ];

  test.each(stations.filter((path) => !GIVEN.includes(path)))('hands over to %s from a file that came before', (station) => {
    const earlier = stations.slice(0, stations.indexOf(station));
    const name = station.slice(station.lastIndexOf('/') + 1);
    const importers = earlier.filter((path) => new RegExp(`from '[^']*/${name}'|import\\('[^']*/${name}'\\)`).test(read(path)));
    expect(importers).not.toEqual([]);
  });
});

/** The part of a document that a program writes; `UPDATE_DOCS=1` writes it anew. */
function expectGenerated(document: string, name: string, expected: string): void {
  const text = read(document);
  const [start, end] = [`<!-- ${name}: generated, UPDATE_DOCS=1 npm run test:unit -- test/docs -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
  expect({ document, name, isMarked: from >= start.length && to >= from }).toEqual({ document, name, isMarked: true });
  if (process.env['UPDATE_DOCS']) writeFileSync(join(project, document), `${text.slice(0, from)}\n${expected}\n${text.slice(to)}`);
  expect(read(document)).toContain(`${start}\n${expected}\n${end}`);
}

describe('docs/errors.md', () => {
  test('lists exactly the codes, causes and remedies of the error table', () => {
    const rows = Object.entries(ERRORS).map(([code, { cause, remedy, retry, exitCode }]) => {
      return `| \`${code}\` | ${cause} | ${remedy} | ${retry} | ${exitCode} |`;
    });
    expectGenerated(
      'docs/errors.md',
      'errors',
      ['| Code | Cause | Remedy | Tried again | Exit code |', '| --- | --- | --- | --- | --- |', ...rows, ''].join('\n'),
    );
  });
});

describe('docs/configuration.md', () => {
  interface Schema {
    readonly type?: string;
    readonly description?: string;
    readonly default?: unknown;
    readonly properties?: Readonly<Record<string, Schema>>;
  }

  /** One row per key that holds a value. */
  function rows(schema: Schema, prefix = ''): string[] {
    return Object.entries(schema.properties ?? {}).flatMap(([name, entry]) => {
      if (entry.properties) return rows(entry, `${prefix}${name}.`);
      const value = entry.default === undefined ? 'not set' : `\`${JSON.stringify(entry.default)}\``;
      return [`| \`${prefix}${name}\` | ${value.replaceAll('|', '\\|')} | ${entry.description ?? ''} |`];
    });
  }

  test('lists every key with its default and meaning', () => {
    const table = rows(z.toJSONSchema(Config, { io: 'input' }) as Schema);
    expect(table.length).toBeGreaterThan(15);
    expectGenerated('docs/configuration.md', 'keys', ['| Key | Default | Meaning |', '| --- | --- | --- |', ...table, ''].join('\n'));
  });

  test('lists every environment variable', () => {
    const variables = [...ENVIRONMENT_KEYS].map(([variable, key]) => `| \`${variable}\` | \`${key}\` |`);
    expectGenerated('docs/configuration.md', 'variables', ['| Variable | Key |', '| --- | --- |', ...variables, ''].join('\n'));
  });
});

describe('docs/formats.md', () => {
  const cell = (text: string) => text.replaceAll('|', '\\|');

  test('lists every adapter of the registry', () => {
    const rows = adapters
      .toSorted((a, b) => Number(a.fallback) - Number(b.fallback) || a.tool.localeCompare(b.tool, 'en') || a.id.localeCompare(b.id, 'en'))
      .map(
        ({ id, title, tool, fallback, source }) =>
          `| ${cell(fallback ? 'fallback' : tool)} | ${cell(title)} | \`${id}\` | ${cell(source)} |`,
      );
    expectGenerated(
      'docs/formats.md',
      'formats',
      ['| Written by | Format | Adapter | Described in |', '| --- | --- | --- | --- |', ...rows, ''].join('\n'),
    );
  });

  test('lists every definition that deviates from the registry', () => {
    const rows = DEFINITIONS.toSorted((a, b) => a.id.localeCompare(b.id, 'en')).map(
      ({ id, tool, text }) => `| \`${id}\` | ${cell(tool)} | ${cell(text)} |`,
    );
    expectGenerated('docs/formats.md', 'definitions', ['| Definition | Tool | Meaning |', '| --- | --- | --- |', ...rows, ''].join('\n'));
  });
});

describe('docs/cli.md', () => {
  test.each([
    ...['watch', 'report', 'audit', 'explain', 'inspect', 'formats', 'doctor'],
    ...['hold', 'narrator qualify', 'agents compare', 'compare', 'keep', 'regressions'],
    ...['acknowledge', 'reset', 'exclude', 'accept', 'tag'].map((name) => `regressions ${name}`),
  ])('shows the help of %s as it is', async (command) => {
    const { context, stdout } = fakeContext();
    await runProgram([...command.split(' '), '--help'], context);
    expectGenerated('docs/cli.md', `help of ${command}`, `\`\`\`text\n${stdout()}\n\`\`\`\n`);
  });
});

describe('README.md', () => {
  test('shows the two commands that .ci/run runs', () => {
    const commands = [...read('.ci/run').matchAll(/^run '(.+)'$/gm)].map((match) => match[1]!);
    expect(commands).toHaveLength(2);
    for (const command of commands) expect(read('README.md')).toContain(`\n    ${command}\n`);
  });
});

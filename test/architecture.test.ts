import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const source = join(import.meta.dirname, '../src');

interface SourceFile {
  /** Relative to src/, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The file without comments. */
  readonly code: string;
  /** Modules that it imports or loads: a path relative to src/ for our own, else the name as written. */
  readonly imports: readonly string[];
}

/** Layers from top to bottom: a file may import its own layer and those below it. */
const LAYERS = [
  'main',
  'cli',
  'compose',
  'daemon',
  'worker',
  'pipeline',
  'sides',
  'adapters',
  'metrics',
  // The script of the HTML report, for browsers: nothing of the program loads it, it knows the contract of the page alone.
  'page',
  'contracts',
  'sequences',
] as const;

const PURE_PACKAGES: Readonly<Record<string, readonly RegExp[]>> = {
  sequences: [],
  contracts: [/^zod$/],
  metrics: [/^zod$/],
  adapters: [/^zod$/, /^csv-parse\/sync$/, /^gray-matter$/, /^yaml$/, /^unified$/, /^(mdast|micromark)[\w-]*$/],
  core: [
    /^zod$/,
    /^csv-parse\/sync$/,
    /^gray-matter$/,
    /^yaml$/,
    /^unified$/,
    /^vfile$/,
    /^(remark|rehype|mdast|hast|unist)[\w-]*$/,
    /^d3-scale$/,
    /^(simple-statistics|jstat)$/,
    /^sarif$/,
  ],
};

/** What a pure layer must not reach for, beyond imports. */
const IMPURE =
  /\b(?:process|Buffer|setTimeout|setInterval|setImmediate|fetch|performance|console|require)\b\s*[.(]|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(/;

function sourceFiles(): SourceFile[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((name) => {
      const path = name.replaceAll('\\', '/');
      const text = readFileSync(join(source, path), 'utf8');
      const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
      const named = [
        ...code.matchAll(/^\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]/gm),
        ...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g),
      ];
      const imports = named.map(([, name]) => (name!.startsWith('.') ? join(dirname(path), name!).replaceAll('\\', '/') : name!));
      return { path, text, code, imports };
    });
}

const files = sourceFiles();
const isOurs = (name: string) => name.endsWith('.ts');

/** Folder below src/, or the name of a file directly in it. */
function folderOf(path: string): string {
  return path.split('/')[0]!.replace(/\.ts$/, '');
}

/** `edges` and `core` stand side by side: neither imports the other, unless the table below says so. */
function layerOf(path: string): (typeof LAYERS)[number] | null {
  const folder = folderOf(path);
  if (folder === 'edges' || folder === 'core') return 'sides';
  return LAYERS.find((layer) => layer === folder) ?? null;
}

/** Files directly below src/ that belong to no layer: settings and tables that every layer above the pure ones may use, and that may use what metrics are. */
const COMMON = [
  'config.ts',
  'config-narrator.ts',
  'errors.ts',
  'log.ts',
  'load-config.ts',
  'default-config.ts',
  'unconfigured.ts',
  'version.ts',
  'visible-text.ts',
];

function violations(check: (file: SourceFile) => readonly string[]): string[] {
  return files.flatMap((file) => check(file).map((what) => `${file.path}: ${what}`));
}

describe('layers', () => {
  test('has no file outside the layers', () => {
    expect(files.map(({ path }) => path).filter((path) => layerOf(path) === null && !COMMON.includes(path))).toEqual([]);
  });

  test('imports only downwards', () => {
    const upward = violations(({ path, imports }) => {
      const layer = layerOf(path);
      if (layer === null)
        return imports.filter((name) => isOurs(name) && !COMMON.includes(name) && !['sequences', 'metrics'].includes(layerOf(name) ?? ''));
      return imports.filter((name) => {
        const target = isOurs(name) ? layerOf(name) : null;
        return target !== null && LAYERS.indexOf(target) < LAYERS.indexOf(layer);
      });
    });
    expect(upward).toEqual([]);
  });

  test('keeps the edges and the core apart', () => {
    const crossing = violations(({ path, imports }) => {
      const other = { edges: 'core', core: 'edges' }[folderOf(path)];
      return imports.filter((name) => isOurs(name) && folderOf(name) === other);
    });
    expect(crossing).toEqual([]);
  });

  test('lets stages of core use no other stage', () => {
    const crossing = violations(({ path, imports }) => {
      const [folder, stage, rest] = path.split('/');
      if (folder !== 'core' || rest === undefined) return [];
      return imports.filter((name) => {
        const [target, targetStage, targetRest] = name.split('/');
        return target === 'core' && targetRest !== undefined && targetStage !== stage;
      });
    });
    expect(crossing).toEqual([]);
  });

  test('names files that exist', () => {
    expect(violations(({ imports }) => imports.filter((name) => isOurs(name) && !existsSync(join(source, name))))).toEqual([]);
  });
});

describe('the script of the page', () => {
  test('is loaded by nothing, and knows nothing but the contract of the page', () => {
    const inPage = (path: string) => folderOf(path) === 'page';
    expect(violations(({ path, imports }) => (inPage(path) ? [] : imports.filter((name) => isOurs(name) && inPage(name))))).toEqual([]);
    const known = violations(({ path, imports }) => (inPage(path) ? imports.filter((name) => !inPage(name)) : []));
    expect(new Set(known.map((line) => line.split(': ')[1]))).toEqual(new Set(['contracts/page-facts.ts']));
  });
});

describe('pure layers', () => {
  const pure = files.filter(({ path }) => Object.hasOwn(PURE_PACKAGES, folderOf(path)) && !path.endsWith('.d.ts'));

  test.each(Object.keys(PURE_PACKAGES))('lets %s import allowed packages and pure layers only', (folder) => {
    const wrong = pure
      .filter(({ path }) => folderOf(path) === folder)
      .flatMap(({ path, imports }) => {
        const refused = imports.filter((name) =>
          isOurs(name) ? !Object.hasOwn(PURE_PACKAGES, folderOf(name)) : !PURE_PACKAGES[folder]!.some((allowed) => allowed.test(name)),
        );
        return refused.map((name) => `${path}: ${name}`);
      });
    expect(wrong).toEqual([]);
  });

  test('touches no clock, randomness, process or network', () => {
    expect(
      pure.flatMap(({ path, code }) =>
        code
          .split('\n')
          .filter((line) => IMPURE.test(line))
          .map((line) => `${path}: ${line.trim()}`),
      ),
    ).toEqual([]);
  });
});

describe('the composition root', () => {
  /** What is chosen and built once: what makes reports, and where it remembers. */
  const BUILDERS = /\b(?:refreshPool|childPool|packStore|parseCache|artifactSource)\(/;

  test('alone builds what makes reports', () => {
    const building = files.filter(
      ({ path, code }) => !path.startsWith('compose/') && BUILDERS.test(code.replaceAll(/\bfunction \w+\(/g, '')),
    );
    // Children are what a pool is made of.
    expect(building.map(({ path }) => path)).toEqual(['edges/refresh/refresh-pool.ts']);
  });

  test('is asked by main.ts; commands are given what they use', () => {
    const asking = files.filter(
      ({ path, imports }) => !path.startsWith('compose/') && imports.some((name) => /^compose\/refresh(?:er|-task|-child)\.ts$/.test(name)),
    );
    expect(asking.map(({ path }) => path)).toEqual(['main.ts']);
  });
});

describe('the process', () => {
  test('is ended by main.ts alone, and by the death of its parent where it has one', () => {
    // Signal 0 only asks whether a process lives.
    const ending = /\bprocess\.(?:exit|exitCode|abort|reallyExit)\b|\bprocess\.kill\((?![^)]*,\s*0\))/;
    expect(
      files
        .filter(({ path, code }) => !['main.ts', 'edges/refresh/end-with-parent.ts'].includes(path) && ending.test(code))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  test('is written to by main.ts alone, and by nothing through console', () => {
    const writing = /\bprocess\.std(?:out|err)\b|\bconsole\./;
    expect(files.filter(({ path, code }) => !['main.ts', 'log.ts'].includes(path) && writing.test(code)).map(({ path }) => path)).toEqual(
      [],
    );
  });
});

describe('files', () => {
  test('are named in kebab-case', () => {
    expect(
      files.map(({ path }) => path).filter((path) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.ts$/.test(path)),
    ).toEqual([]);
  });

  test('are never called data, helper, manager, misc or utils', () => {
    expect(files.map(({ path }) => path).filter((path) => /(?:^|[/-])(?:data|helpers?|manager|misc|utils?)(?:-|\.|\/)/.test(path))).toEqual(
      [],
    );
  });

  test('have at most 350 lines', () => {
    expect(files.filter(({ text }) => text.split('\n').length > 351).map(({ path }) => path)).toEqual([]);
  });

  test('export by name only', () => {
    expect(files.filter(({ code, path }) => !path.endsWith('.d.ts') && /^export default\b/m.test(code)).map(({ path }) => path)).toEqual(
      [],
    );
  });

  test('import our own files by relative path with the extension .ts', () => {
    const wrong = violations(({ code }) =>
      [...code.matchAll(/from\s+['"](\.[^'"]*)['"]/g)].map((match) => match[1]!).filter((name) => !name.endsWith('.ts')),
    );
    expect(wrong).toEqual([]);
  });

  test('leave no work for later', () => {
    expect(files.filter(({ text }) => /\b(?:TODO|FIXME|XXX)\b/.test(text)).map(({ path }) => relative(source, path))).toEqual([]);
  });
});

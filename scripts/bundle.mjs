// Second step of the build: puts what one process loads into a few files, over the modules that the compiler wrote. A process that makes one
// report spends much of its life finding and loading modules; packages that few runs need are left where they are.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

const project = join(import.meta.dirname, '..');
// Of an earlier build: their names change with their content.
rmSync(join(project, 'dist/chunks'), { recursive: true, force: true });

// Some packages are CommonJS and ask for Node's own modules. They get no others: what they load where it is there is not part of the bundle.
const REQUIRE = `const require = (name) => {
  const builtin = process.getBuiltinModule(name);
  if (builtin === undefined) throw new Error(\`the bundle does not hold \${name}\`);
  return builtin;
};`;

const SHARED = {
  outdir: join(project, 'dist'),
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // Less to read at every start. Names are kept for stacks, which the maps beside the files lead back to the sources.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  sourcemap: 'linked',
  legalComments: 'none',
  alias: {
    'js-yaml': join(import.meta.dirname, 'no-js-yaml.cjs'),
    // The same as modules, of which what is not used can be left out: what the package gives to Node is CommonJS, which is taken whole.
    yaml: join(project, 'node_modules/yaml/browser/index.js'),
  },
  logLevel: 'warning',
  metafile: true,
  absWorkingDir: project,
};

// What takes longest to load is a script of its own, all in one file: of these alone the engine keeps what it has compiled in every version of Node.
// Each with what is asked of it.
const COMMANDS = {
  'cli/explain': 'explainFact',
  'cli/formats': 'formats',
  'cli/inspect': 'inspect',
  'cli/report': 'report',
  'compose/refresher': 'refresher',
};
const CHILD = 'compose/refresh-child';
const WORK = 'compose/refresh-task';

/** Puts the loading of a script in the place of its modules. */
const commandScripts = {
  name: 'command scripts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.ts$/ }, ({ path, kind, resolveDir }) => {
      const own = relative(join(project, 'src'), join(resolveDir, path)).slice(0, -'.ts'.length);
      return kind === 'dynamic-import' && own in COMMANDS ? { path: own, namespace: 'script' } : undefined;
    });
    onLoad({ filter: /./, namespace: 'script' }, ({ path }) => ({
      resolveDir: join(project, 'src'),
      contents: `import { commandScript } from './compose/command-script.ts';
        export const { ${COMMANDS[path]} } = commandScript(import.meta.dirname + '/../${path}.cjs');`,
    }));
  },
};

/** The child runs its work by itself, and loads modules only where there is no script. */
const workApart = {
  name: 'work apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/refresh-task\.ts$/ }, () => ({ path: './refresh-task.js', external: true }));
  },
};

const main = await build({
  ...SHARED,
  entryPoints: { main: join(project, 'src/main.ts') },
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  format: 'esm',
  banner: { js: REQUIRE },
  external: ['bullmq', 'chokidar', 'ioredis', 'pino', 'pino-pretty'],
  plugins: [commandScripts],
});
const SCRIPT = { ...SHARED, outExtension: { '.js': '.cjs' }, format: 'cjs' };
const entriesOf = (paths) => Object.fromEntries(paths.map((path) => [path, join(project, `src/${path}.ts`)]));
// As `runScript` in `src/edges/cache/kept-script.ts` takes them.
const scripts = await build({
  ...SCRIPT,
  entryPoints: entriesOf([...Object.keys(COMMANDS), WORK]),
  banner: { js: '(function (exports, require, module) {' },
  footer: { js: '})' },
});
const child = await build({
  ...SCRIPT,
  entryPoints: entriesOf([CHILD]),
  define: { 'import.meta.dirname': '__dirname' },
  plugins: [workApart],
});
writeFileSync(join(project, 'dist/THIRD-PARTY-LICENSES.txt'), licensesOf(bundledPackages([main, scripts, child])));

/** Directories of the packages of which something is in the bundle, sorted. */
function bundledPackages(builds) {
  const inputs = builds.flatMap(({ metafile }) => Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs)));
  const directories = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(directories)].sort();
}

/** Name, version, licence and its text of each package. @throws Error where a package has neither the name of a licence nor a text. */
function licensesOf(directories) {
  const parts = directories.map((directory) => {
    const { name, version, license = '' } = JSON.parse(readFileSync(join(project, directory, 'package.json'), 'utf8'));
    const texts = licenseFiles(join(project, directory)).map((path) => readFileSync(path, 'utf8').trim());
    if (license === '' && texts.length === 0) throw new Error(`${name} states no licence`);
    return [[`${name} ${version}`, license].join(' ').trim(), ...texts].join('\n\n');
  });
  return `Packages that are part of the files in this directory.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** The texts that a package ships, also of what it holds itself (`licenses/`); of one that has no file of them, its read-me. */
function licenseFiles(directory) {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  const isFile = (path) => statSync(join(directory, path)).isFile();
  const own = paths.filter((path) => /^(licen[cs]e|notice)/i.test(path) && isFile(path));
  const found = own.length > 0 ? own : paths.filter((path) => /^readme/i.test(path));
  return found.map((path) => join(directory, path));
}

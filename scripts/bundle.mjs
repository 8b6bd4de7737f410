// Second step of the build: puts what one process loads into a few files, over the modules that the compiler wrote. A process that makes one
// report spends much of its life finding and loading modules; packages that few runs need are left where they are.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const project = join(import.meta.dirname, '..');
// Of an earlier build: their names change with their content.
rmSync(join(project, 'dist/chunks'), { recursive: true, force: true });
await build({
  entryPoints: { main: join(project, 'src/main.ts'), 'compose/refresh-child': join(project, 'src/compose/refresh-child.ts') },
  outdir: join(project, 'dist'),
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Some packages are CommonJS and ask for Node's own modules.
  banner: { js: "import { createRequire as createRequireOf } from 'node:module';\nconst require = createRequireOf(import.meta.url);" },
  external: ['bullmq', 'chokidar', 'ioredis', 'pino', 'pino-pretty'],
  logLevel: 'warning',
});

// Puts the script and the style sheet of the HTML report, as they lie in src/page, into one module of texts: `npm run page`, or `node scripts/write-page.mjs PATH`.
// The renderer is pure and reads no file, and the page allows by their hash exactly these two.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const project = join(import.meta.dirname, '..');

async function minified(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(project, 'src/page', entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    tsconfigRaw: {},
  });
  return outputFiles[0].text.trim();
}

function constant(name, doc, text) {
  return `/** ${doc} */\nexport const ${name} = ${JSON.stringify(text)};\n`;
}

const [script, style] = [await minified('main.ts'), await minified('page.css')];
const hash = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
const module = [
  '// Written by scripts/write-page.mjs from src/page.\n',
  constant('PAGE_SCRIPT', 'The script of the page.', script),
  constant('PAGE_SCRIPT_HASH', 'Its hash, as a content security policy names it.', hash(script)),
  constant('PAGE_STYLE', 'The style sheet of the page.', style),
  constant('PAGE_STYLE_HASH', 'Its hash, as a content security policy names it.', hash(style)),
].join('\n');
writeFileSync(process.argv[2] ?? join(project, 'src/core/render/page-assets.ts'), module);

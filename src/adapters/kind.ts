import type { ArtifactKind } from '../contracts/artifact.ts';

const KINDS: ReadonlyMap<string, ArtifactKind> = new Map([
  ['csv', 'csv'],
  ['tsv', 'csv'],
  ['json', 'json'],
  ['jsonl', 'jsonl'],
  ['ndjson', 'jsonl'],
  ['md', 'markdown'],
  ['markdown', 'markdown'],
  ['txt', 'text'],
  ['log', 'text'],
  ['out', 'text'],
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  ['sql', 'sql'],
  ['parquet', 'parquet'],
  ['pq', 'parquet'],
  ['sqlite', 'sqlite'],
  ['sqlite3', 'sqlite'],
  ['db', 'sqlite'],
  ['db3', 'sqlite'],
]);

/** What lies beside results and holds none: pictures, archives, weights, programs and their sources, documents of offices. */
const NO_RESULTS =
  /\.(?:png|jpe?g|gif|svg|webp|bmp|ico|pdf|eps|html?|css|js|mjs|cjs|ts|tsx|jsx|vue|py|pyc|pyi|ipynb|sh|bash|zsh|fish|ps1|bat|cmd|c|cc|cpp|cxx|h|hpp|cu|cuh|rs|go|java|kt|rb|pl|lua|r|jl|swift|cmake|mk|gguf|ggml|safetensors|pt|pth|ckpt|onnx|engine|plan|bin|npy|npz|pkl|pickle|h5|hdf5|tflite|mlmodel|so|dll|dylib|a|o|exe|class|jar|whl|deb|rpm|iso|img|zip|gz|tgz|bz2|xz|zst|7z|rar|tar|lz4|mp[34]|wav|flac|ogg|webm|mov|avi|ttf|otf|woff2?|docx?|xlsx?|pptx?|odt|ods|odp|lock|pid|sock|swp|bak|orig|rej|patch|diff|toml|ini|cfg|conf|env|service|nsys-rep|ncu-rep|qdrep|perf|prof|pb|tfevents\S*|rst|tex|bib|map|gitignore|gitattributes|editorconfig|dockerignore)$/i;
/** Files of a project that have no extension. */
const PROJECT_FILES =
  /^(?:readme|licen[cs]e|copying|notice|authors|contributors|changelog|changes|makefile|dockerfile|containerfile|jenkinsfile|vagrantfile|procfile|gemfile|codeowners|version|todo|install)$/i;

/**
 * Kind of an artifact by its extension, in any case. A name with an extension that nobody lists, or without one, may be a result too: it
 * is read as text, by its content, and stands in the inventory. Null for what holds no results: pictures, weights, programs.
 *
 * @param path with forward slashes.
 */
export function artifactKind(path: string): ArtifactKind | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  const known = dot > 0 ? KINDS.get(name.slice(dot + 1).toLowerCase()) : undefined;
  if (known !== undefined) return known;
  return NO_RESULTS.test(name) || PROJECT_FILES.test(name) || name.startsWith('.') ? null : 'text';
}

/** Is this a kind that the name of the file states, rather than one assumed for want of a known extension? */
export function isListedKind(path: string): boolean {
  return KINDS.has(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
}

/**
 * What services, container runtimes and log libraries put before each line. Each pattern takes off one layer; a line may carry several
 * (`bench-1  | 2026-03-01T10:10:10Z INFO ...`). One blank after a prefix belongs to it, further ones are the line's own indentation.
 */
const CLOCK = String.raw`\d\d:\d\d:\d\d(?:[.,]\d{1,9})?`;
const LEVEL = '(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|FATAL)';
const STAMP = String.raw`(?:\d{4}[-/.]\d\d[-/.]\d\d[T ]${CLOCK}(?: ?Z| UTC| ?[-+]\d\d:?\d\d)?|[A-Z][a-z]{2} [ \d]\d ${CLOCK}|\d\d[-/]\d\d(?:[-/]\d{4})?[- ]${CLOCK})`;

const LAYERS: readonly RegExp[] = [
  // CRI (`/var/log/containers`): time, stream, full or partial line.
  new RegExp(`^${STAMP} (?:stdout|stderr) [FP](?: |$)`),
  // syslog and journalctl: time, host, unit with its process.
  new RegExp(String.raw`^${STAMP} [\w.-]+ [\w@.:/-]+(?:\[\d+\])?:(?: |$)`),
  // A time stamp, in brackets (perhaps with a rank, as SGLang writes) or bare.
  new RegExp(String.raw`^\[${STAMP}(?: [A-Z]{2}\d+)*\](?: |$)`),
  new RegExp(`^${STAMP}(?: |$)`),
  new RegExp(String.raw`^(?:\[${CLOCK}\]|${CLOCK})(?: |$)`),
  // dmesg, and llama.cpp with --log-timestamps and --log-prefix.
  /^\[ *\d+\.\d{3,6}\](?: |$)/,
  /^\d+\.\d\d\.\d{3}\.\d{3}(?: [DIWE])?(?: |$)/,
  // kubectl logs --prefix; mpirun --tag-output; a rank of torchrun; a process of vLLM or Ray.
  /^\[(?:pod\/)?[\w.-]+\/[\w./-]+\](?: |$)/,
  /^\[\d+,\d+\]<std(?:out|err)>:/,
  /^\[(?:rank|TP|DP|PP)?\d+\]:(?: |$)/,
  /^\((?:[\w.-]+ )?pid=\d+(?:, ip=[\d.]+)?\)(?: |$)/,
  // Levels and places in the program, as logging, loguru, glog and TensorRT-LLM write them.
  new RegExp(String.raw`^(?:[-|] ?)?\[?${LEVEL}\]? *(?: - |:? |\| ?|:$|$)`),
  /^\[[\w./-]+\.(?:py|cc|cpp|rs|go):\d+\](?: |$)/,
  /^[\w.<>-]+:[\w.<>-]+:\d+ - /,
  /^[DIWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w./-]+:\d+\](?: |$)/,
  /^\[TRT-?LLM\] \[[A-Z]+\](?: |$)/i,
];

/** `docker compose logs`: the name of a container, padded so that the bars stand in one column. */
const CONTAINER = /^([\w.-]{1,80}) *\| ?/;
/** Lines that the program which prints a log puts before it; they carry no prefix. */
const PREAMBLE = /^(?:Attaching to |-- (?:Logs|Journal|Boot|No entries)|Defaulted container )/;
const NAMES_MAX = 12;
const LAYERS_MAX = 6;
/** Beginning looked at first: a file without prefixes is told by it. */
const PROBE_LINES = 20;
const PROBE_CHARS = 64 * 1024;

/**
 * Takes off what stands before every line of a log. A layer is taken off only where all lines have it (blank ones, the announcement of
 * the printing program, and a last line without line end, which may be cut, apart), so a table whose first column is a time keeps it: its
 * header has none.
 *
 * @returns the text itself where nothing stands before its lines; as many lines in any case.
 */
export function withoutPrefixes(text: string): string {
  const probe = text.slice(0, PROBE_CHARS).split('\n', PROBE_LINES);
  // The last line of the probe may be cut by it.
  if (!prefixOf(probe.length > 2 ? probe.slice(0, -1) : probe)) return text;
  let lines = text.split('\n');
  for (let round = 0; round < LAYERS_MAX; round += 1) {
    const prefix = prefixOf(lines);
    if (!prefix) break;
    lines = lines.map((line) => (isExempt(line) ? line : line.replace(prefix, '')));
  }
  return lines.join('\n');
}

function prefixOf(lines: readonly string[]): RegExp | null {
  return LAYERS.find((layer) => isOnEveryLine(lines, layer)) ?? (isContainerLog(lines) ? CONTAINER : null);
}

function isExempt(line: string): boolean {
  return line.trim() === '' || PREAMBLE.test(line);
}

function isOnEveryLine(lines: readonly string[], prefix: RegExp): boolean {
  let count = 0;
  for (const [index, line] of lines.entries()) {
    if (isExempt(line)) continue;
    if (prefix.test(line)) count += 1;
    else if (index < lines.length - 1 || count < 2) return false;
  }
  return count >= 2;
}

/** A table drawn with bars looks alike, but its bars are the same number in each line. */
function isContainerLog(lines: readonly string[]): boolean {
  if (!isOnEveryLine(lines, CONTAINER)) return false;
  const names = new Map<string, number>();
  const bars = new Set<number>();
  for (const line of lines) {
    const name = isExempt(line) ? undefined : CONTAINER.exec(line)?.[1];
    if (name === undefined) continue;
    if (/^-+$/.test(name)) return false;
    names.set(name, (names.get(name) ?? 0) + 1);
    bars.add(line.split('|').length);
    if (names.size > NAMES_MAX) return false;
  }
  const isNumbered = [...names.keys()].every((name) => /[-_]\d+$/.test(name));
  // Compose sets its bar two blanks apart; no table has one text in its first column, its header included.
  const [only = ''] = names.size === 1 ? names.keys() : [];
  if (isNumbered && only !== '' && lines.every((line) => isExempt(line) || line.startsWith(`${only}  | `))) return true;
  const recurs = [...names.values()].every((count) => count >= 2);
  return bars.size > 1 ? isNumbered || recurs : isNumbered && bars.has(2);
}

import type { LabelValue } from '../contracts/observation.ts';

const REDACTED = '[redacted]';

/** What must not leave the machine with a report: where it lies in the text, and what stands in its place. */
const SECRETS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // Tokens by their published prefixes: Hugging Face, OpenAI, GitHub, Slack, AWS, and bearer headers.
  [/\b(?:hf_[A-Za-z0-9]{16,}|sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|xox[abpr]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16})\b/g, REDACTED],
  [/\b(bearer)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  [/\b((?:api|access|secret|auth)[_-]?(?:key|token)|password|passwd|secret)(["']?\s*[:=]\s*["']?)[^\s"',;&]{4,}/gi, `$1$2${REDACTED}`],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi, `$1${REDACTED}@`],
  // Hosts of URLs, loopback apart, which tells nothing; documentation sites are no secret either, but cannot be told from hosts.
  [/\b(https?:\/\/)(?!localhost\b|127\.0\.0\.1\b|\[::1\])[^\s/:"']+\.(?:internal|local|lan|corp|intranet)\b/gi, `$1${REDACTED}`],
];

/** A path in somebody's home directory. */
const HOME_PATH =
  /(?:\/(?:home|Users)[\\/][^\s"'`:;,|<>()\\/]+|\/root|[A-Za-z]:\\Users[\\/][^\s"'`:;,|<>()\\/]+)((?:[\\/][^\s"'`:;,|<>()\\/]+)*)/g;

/** A text without any of these holds nothing that the patterns below look for; most labels are such. */
const SUSPICIOUS = /[/\\@=:]|bearer|hf_|sk-|gh[pousr]_|xox|AKIA/i;

/**
 * Takes out of a text what identifies a person or opens a door: tokens and passwords, and home paths down to their last part
 * (`/home/ann/models/x.gguf` is `x.gguf`). Everything else stays as it is.
 *
 * @param depth directories that stay in front of the last part of a home path, where two texts have to be told apart.
 */
export function redact(text: string, depth = 0): string {
  if (!SUSPICIOUS.test(text)) return text;
  const withoutSecrets = SECRETS.reduce((rest, [pattern, replacement]) => rest.replaceAll(pattern, replacement), text);
  return withoutSecrets.replaceAll(HOME_PATH, (_, below: string) => {
    const parts = below.split(/[\\/]/).filter((part) => part !== '');
    return parts.length === 0 ? '~' : parts.slice(-1 - depth).join('/');
  });
}

/** `redact` for a label's value. */
export function redactLabel<T extends LabelValue | null>(value: T): T {
  return (typeof value === 'string' ? redact(value) : value) as T;
}

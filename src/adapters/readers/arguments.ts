/** Values of a Python repr: texts in quotes, plain values; lists and objects are left out. */
const ARGUMENT = /(?:[(,]\s*)(\w+)=(?:'([^']*)'|"([^"]*)"|([\w.+/-]+)(?=[,)]))/g;

/**
 * The arguments that a Python program prints of itself: `Namespace(model='x', num_prompts=320)`, `ServerArgs(model_path='x', tp_size=2)`,
 * `config: model='x', dtype=torch.bfloat16`.
 *
 * @returns name -> value as written, `None` included; empty for a line without any.
 */
export function printedArguments(line: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', single, double, bare] of line.matchAll(ARGUMENT)) found.set(name, single ?? double ?? bare ?? '');
  return found;
}

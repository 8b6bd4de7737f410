import { adapters } from '../adapters/index.ts';
import { maxOf } from '../sequences/extremes.ts';
import type { CliContext, ExitCode } from './context.ts';

/** `formats`: what is recognised, from the adapter registry, ordered by tool and format with the fallbacks last. */
export function formats({ print, printText }: Pick<CliContext, 'print' | 'printText'>, options: { readonly json: boolean }): ExitCode {
  const rows = adapters
    .map(({ id, title, tool, fallback, source }) => ({ id, title, tool, fallback, source }))
    .sort((a, b) => Number(a.fallback) - Number(b.fallback) || a.tool.localeCompare(b.tool, 'en') || a.id.localeCompare(b.id, 'en'));
  if (options.json) {
    printText(JSON.stringify({ formats: rows }, null, 2));
    return 0;
  }
  const width = Math.max(0, maxOf(rows.map(({ id }) => id.length)));
  for (const { id, title, tool, fallback } of rows) {
    print(`${id.padEnd(width)}  ${title} (${fallback ? 'fallback: claims what no other adapter claims' : tool})`);
  }
  return 0;
}

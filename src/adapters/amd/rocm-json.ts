import { NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, refusedDocument, scalarLabel } from '../readers/documents.ts';
import { parseJson } from '../readers/json.ts';
import { isObject } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { tableBuilder } from '../readers/table.ts';
import { ROCM_SMI_SOURCE, rocmColumns } from './rocm-names.ts';

/** `rocm-smi --json`: an object for each card, numbers as texts. */
export const rocmSmiJson: Adapter = {
  id: 'rocm-smi-json',
  title: 'rocm-smi JSON',
  tool: 'rocm-smi',
  fallback: false,
  source: ROCM_SMI_SOURCE,
  claims: ({ topKeys, keys }) => [...topKeys].some((key) => /^card\d+$/.test(key)) && rocmColumns([...keys]).size > 0,
  parse,
};

function parse({ text, asked }: ParseInput): ParseResult {
  const document = parseJson(text, asked);
  if ('error' in document) return refusedDocument(document.error);
  const table = tableBuilder('pointer', {}, true);
  for (const [card, content] of isObject(document.value) ? Object.entries(document.value) : []) {
    if (!isObject(content) || !/^card\d+$/.test(card)) continue;
    const readings = [...rocmColumns(Object.keys(content))].flatMap(([name, { metric, unit }]) =>
      measured(metric, unit, `/${pointerToken(name)}`, content[name]),
    );
    const labels = { device: card, device_name: scalarLabel(content['Card Series'] ?? content['Card series']) };
    if (readings.length > 0) table.add(`/${pointerToken(card)}`, readings, { labels });
  }
  const built = table.build();
  return built ? { ...NOTHING_READ, tables: [built] } : emptyDocument('no card states a value that is known');
}

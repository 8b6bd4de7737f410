import { NOTHING_READ, type Problem } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { csvRecords } from '../readers/csv.ts';
import { numberIn } from '../readers/fields.ts';
import { tableBuilder } from '../readers/table.ts';
import { epochCounter, modelComment, OLLAMA_BENCH_SOURCE, stepReadings } from './bench-rows.ts';

const HEADER = ['NAME', 'STEP', 'COUNT', 'NS_PER_COUNT', 'TOKEN_PER_SEC'];
const CELLS = { tokenCount: 'COUNT', nsPerCount: 'NS_PER_COUNT', tokensPerSecond: 'TOKEN_PER_SEC' };

/** `ollama bench -format csv`: five rows an epoch, and a comment line for each model. An all-failed run is a header and comments. */
export const ollamaBenchCsv: Adapter = {
  id: 'ollama-bench-csv',
  title: 'ollama bench CSV',
  tool: 'ollama bench',
  fallback: false,
  source: OLLAMA_BENCH_SOURCE,
  claims: ({ kind, lines }) =>
    (kind === 'csv' || kind === 'text') && lines.find((line) => line.trim() !== '' && !line.startsWith('#'))?.trim() === HEADER.join(','),
  parse({ text, growing }) {
    const complete = growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
    const { records, problems } = csvRecords(complete, { delimiter: ',' });
    const table = tableBuilder('row', { benchmark: 'ollama bench', backend: 'ollama' }, true);
    const epochs = epochCounter();
    const found: Problem[] = [...problems];
    for (const { line, cells } of records) {
      const comment = modelComment(cells.join(','));
      if (comment) epochs.note(comment);
      if (cells[0]?.startsWith('#') || cells[0] === 'NAME') continue;
      const [model = '', step = '', count, nsPerCount, tokensPerSecond] = cells;
      const values = { step, tokenCount: numberIn(count), nsPerCount: numberIn(nsPerCount), tokensPerSecond: numberIn(tokensPerSecond) };
      const readings = stepReadings(values, CELLS);
      if (cells.length !== HEADER.length || readings.length === 0)
        found.push({ line, message: `no result of a step: "${cells.join(',')}"` });
      else table.add(line, readings, { labels: epochs.labels(model, step) });
    }
    const built = table.build();
    if (!built) {
      const reason = 'a header and no result: every request of the run failed';
      return { ...NOTHING_READ, problems: found, rejected: { verdict: 'empty', reason } };
    }
    return { ...NOTHING_READ, tables: [built], problems: found, configuration: epochs.configuration() };
  },
};

import { NOTHING_READ } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument } from '../readers/documents.ts';
import { elements, member, textOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject } from '../readers/json-value.ts';
import { tableBuilder } from '../readers/table.ts';
import { sliceReading, sliceTime } from './timeslices.ts';

/** `profile_export_aiperf_timeslices.json` (`--slice-duration`): the metrics of each slice of the run, as in the export of the whole run. */
export const aiperfTimeslicesJson: Adapter = {
  id: 'aiperf-timeslices-json',
  title: 'AIPerf export by slices of time (JSON)',
  tool: 'AIPerf',
  fallback: false,
  source: 'https://docs.nvidia.com/aiperf/tutorials/metrics-analysis/time-slicing-for-performance-analysis',
  claims: ({ topKeys, keys }) => topKeys.has('timeslices') && (keys.has('start_ns') || keys.has('timeslice_index')) && keys.has('avg'),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const table = tableBuilder('pointer', {}, true);
    for (const [index, slice] of elements(member(document.value, 'timeslices')).entries()) {
      if (!isObject(slice)) continue;
      // Newer exports put the metrics of a slice one level down.
      const nested = slice['metrics'];
      const [at, metrics] = isObject(nested) ? ['/metrics', nested] : ['', slice];
      const readings = Object.entries(metrics).flatMap(([tag, metric]) =>
        sliceReading(tag, textOf(member(metric, 'unit')) ?? '', `${at}/${pointerToken(tag)}/avg`, member(metric, 'avg')),
      );
      const context = { labels: { interval: index }, timeMs: sliceTime(slice['start_ns']) };
      if (readings.length > 0) table.add(`/timeslices/${index}`, readings, context);
    }
    const built = table.build();
    if (!built) return emptyDocument('no slice holds a value of a known metric');
    return { ...NOTHING_READ, tables: [built], runAt: built.times?.find((time) => time !== null) ?? null };
  },
};

import { type LabelValue, NOTHING_READ, type Problem } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { numberIn } from '../readers/fields.ts';
import { tableBuilder } from '../readers/table.ts';

/** Metric of the DCGM exporter -> metric and unit (`default-counters.csv` and `dcp-metrics-included.csv` of dcgm-exporter). */
const METRICS: ReadonlyMap<string, readonly [metric: string, unit: string]> = new Map([
  ['DCGM_FI_DEV_SM_CLOCK', ['gpu_clock', 'MHz']],
  ['DCGM_FI_DEV_MEM_CLOCK', ['gpu_memory_clock', 'MHz']],
  ['DCGM_FI_DEV_MEMORY_TEMP', ['gpu_memory_temperature', '°C']],
  ['DCGM_FI_DEV_GPU_TEMP', ['gpu_temperature', '°C']],
  ['DCGM_FI_DEV_POWER_USAGE', ['gpu_power', 'W']],
  ['DCGM_FI_DEV_GPU_UTIL', ['gpu_utilization', '%']],
  ['DCGM_FI_DEV_MEM_COPY_UTIL', ['gpu_memory_utilization', '%']],
  ['DCGM_FI_DEV_FB_USED', ['gpu_memory_used', 'MiB']],
  ['DCGM_FI_DEV_FB_FREE', ['gpu_memory_free', 'MiB']],
  ['DCGM_FI_DEV_FB_TOTAL', ['gpu_memory_total', 'MiB']],
  ['DCGM_FI_PROF_SM_ACTIVE', ['gpu_sm_activity', 'ratio']],
  ['DCGM_FI_PROF_SM_OCCUPANCY', ['gpu_sm_occupancy', 'ratio']],
  ['DCGM_FI_PROF_PIPE_TENSOR_ACTIVE', ['gpu_tensor_activity', 'ratio']],
  ['DCGM_FI_PROF_DRAM_ACTIVE', ['gpu_dram_activity', 'ratio']],
] as const);

/** Metrics of which a 0 says that the device does not support them. */
const ZERO_IS_UNSUPPORTED = new Set(['DCGM_FI_DEV_MEMORY_TEMP']);

/**
 * Text of the DCGM exporter's `/metrics` (Prometheus exposition format), also several scrapes in one file. Counters that only grow
 * (energy, XID errors) are not read. Host names in labels are left out.
 */
export const dcgmExposition: Adapter = {
  id: 'dcgm-exposition',
  title: 'DCGM exporter metrics',
  tool: 'DCGM exporter',
  fallback: false,
  source: 'https://github.com/NVIDIA/dcgm-exporter',
  claims: ({ kind, lines }) => kind === 'text' && lines.some((line) => /^DCGM_FI_\w+(?:\{|\s)/.test(line)),
  parse({ text, growing }) {
    const lines = text.split(/\r?\n/);
    if (growing) lines.pop();
    const problems: Problem[] = [];
    const table = tableBuilder('line', {}, true);
    lines.forEach((content, index) => {
      const name = /^DCGM_FI_\w+/.exec(content)?.[0];
      const known = name === undefined ? undefined : METRICS.get(name);
      if (name === undefined || !known) return;
      const brace = content.lastIndexOf('}');
      const at = brace === -1 ? name : '}';
      const [written, stamp] = content
        .slice(brace === -1 ? name.length : brace + 1)
        .trim()
        .split(/\s+/);
      const value = numberIn(written);
      if (value === null) {
        problems.push({ line: index + 1, message: `no number after ${name}` });
        return;
      }
      if (value === 0 && ZERO_IS_UNSUPPORTED.has(name)) return;
      const [metric, unit] = known;
      const labels = labelsOf(content.slice(name.length, brace + 1));
      table.add(index + 1, [{ metric, unit, at: `${at};index=0`, value }], { labels, timeMs: numberIn(stamp) });
    });
    const built = table.build();
    return built ? { ...NOTHING_READ, tables: [built], problems } : { ...emptyDocument('no metric of a device that we know'), problems };
  },
};

/** Model name and index of the device. */
function labelsOf(braces: string): Record<string, LabelValue | null> {
  const pairs = new Map([...braces.matchAll(/(\w+)="([^"\\]*)"/g)].map(([, key, value]) => [key!, value!]));
  const [name, index] = [pairs.get('modelName') ?? '', pairs.get('gpu') ?? ''];
  const instance = pairs.get('GPU_I_ID');
  const which = instance ? `${index}.${instance}` : index;
  return { device: name === '' ? (which === '' ? null : `GPU ${which}`) : which === '' ? name : `${name} (GPU ${which})` };
}

/** `us/op`: the unit of a time. */
const TIME = /^(ns|us|ms|s|min)\/op$/;

/** Metric and unit of a score by the unit that JMH writes: times of an operation, operations per second, or what nothing is known of. */
export function jmhScore(written: string): readonly [metric: string, unit: string] {
  const time = TIME.exec(written)?.[1];
  if (time !== undefined) return ['operation_time', time];
  return written === 'ops/s' ? ['operation_throughput', 'operations/s'] : ['score', 'value'];
}

/** Definitions that the report and the console output of trtllm-bench share. */
export const OFFLINE = 'request_latency:trtllm-offline';
export const PER_USER = 'end_to_end_token_throughput:trtllm-per-user';

/** Share of free memory for the key-value cache as a fraction: releases up to 0.20 write 90.0, later ones 0.9. Null stays null. */
export function kvCacheFraction(value: number | null): number | null {
  if (value === null) return null;
  return value > 1 ? Number((value / 100).toPrecision(7)) : value;
}

/**
 * What holds where nothing is configured. The schema takes its defaults from here, so that a command without configuration need not load what
 * reads and checks one.
 */
export const DEFAULT_CONFIG = {
  role: 'all' as const,
  roots: [] as { id: string; path: string }[],
  reports: {
    directories: ['.', '*'],
    formats: ['md', 'html', 'json'] as ('md' | 'html' | 'json')[],
  },
  slo: {} as Record<string, string>,
  baseline: 'robust',
  watch: {
    events: true,
    ignore: ['**/node_modules/**', '**/.*/**', '**/.*'],
    quietMs: 2_000,
    quietMsMax: 60_000,
    sweepMs: 60_000,
  },
  queue: {
    driver: 'auto' as const,
    concurrency: 8,
    attempts: 3,
    backoffMs: 1_000,
    deadlineMs: 2_000,
    jobTimeoutMs: 600_000,
  },
  redis: { prefix: 'benchscribe' },
  limits: {
    artifactBytesMax: 8 * 1024 * 1024 * 1024,
    textBytesMax: 32 * 1024 * 1024,
    textLinesMax: 250_000,
    documentBytesMax: 256 * 1024 * 1024,
    artifactCountMax: 100_000,
    depthMax: 16,
    parserCount: 2,
    parserHeapBytesMax: 1024 * 1024 * 1024,
    parserTimeoutMs: 120_000,
  },
  log: { level: 'info' as const, format: 'auto' as const },
};

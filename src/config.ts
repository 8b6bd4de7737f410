import * as z from 'zod';
import { NarratorConfig } from './config-narrator.ts';
import { DEFAULT_CONFIG } from './default-config.ts';
import { objectiveOf } from './metrics/objectives.ts';

/** Configuration, strict: an unknown key is an error. `schema/config.schema.json` is generated from this. */
export const Config = z.strictObject({
  role: z
    .enum(['all', 'watcher', 'worker', 'narrator'])
    .default(DEFAULT_CONFIG.role)
    .describe('all: everything; watcher: only find what is stale; worker: only make reports; narrator: only ask models about them'),
  roots: z
    .array(
      z.strictObject({
        id: z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
          .describe('Name of the tree in reports and job payloads: the same on every host that mounts it'),
        path: z.string().min(1).describe('Directory to watch'),
      }),
    )
    .default(DEFAULT_CONFIG.roots)
    .describe('Watched trees; directories given on the command line are added'),
  reports: z
    .strictObject({
      directories: z
        .array(z.string())
        .min(1)
        .default(DEFAULT_CONFIG.reports.directories)
        .describe('Globs below a root: which directories get a report. "." is the root itself'),
      formats: z
        .array(z.enum(['md', 'html', 'json']))
        .min(1)
        .default(DEFAULT_CONFIG.reports.formats)
        .describe('Files written for each report'),
    })
    .prefault({}),
  slo: z
    .record(z.string(), z.string())
    .default(DEFAULT_CONFIG.slo)
    .superRefine((slo, context) => {
      for (const [key, text] of Object.entries(slo)) {
        const found = objectiveOf(key, text);
        if (typeof found === 'string') context.addIssue({ code: 'custom', path: [key], message: found });
      }
    })
    .describe(
      'Objectives of the service, METRIC.STATISTIC: bound with its unit; what keeps them best is told. Example: time_to_first_token.p99: 500 ms',
    ),
  watch: z
    .strictObject({
      events: z.boolean().default(DEFAULT_CONFIG.watch.events).describe('false: no file system events, the sweep alone finds changes'),
      ignore: z.array(z.string()).default(DEFAULT_CONFIG.watch.ignore).describe('Globs below a root that are neither watched nor read'),
      quietMs: z
        .int()
        .min(0)
        .default(DEFAULT_CONFIG.watch.quietMs)
        .describe('A file counts as finished when it has not changed for this long'),
      quietMsMax: z
        .int()
        .min(0)
        .default(DEFAULT_CONFIG.watch.quietMsMax)
        .describe('A file that never falls quiet is reported on its complete rows after this long, marked as growing'),
      sweepMs: z.int().min(100).default(DEFAULT_CONFIG.watch.sweepMs).describe('How often every report is compared with its inputs'),
    })
    .prefault({}),
  queue: z
    .strictObject({
      driver: z.enum(['auto', 'embedded', 'bullmq']).default(DEFAULT_CONFIG.queue.driver).describe('auto: bullmq when redis.url is set'),
      concurrency: z
        .int()
        .min(1)
        .max(64)
        .default(DEFAULT_CONFIG.queue.concurrency)
        .describe('Jobs that this process holds at a time; those beyond limits.parserCount wait in it'),
      attempts: z
        .int()
        .min(1)
        .default(DEFAULT_CONFIG.queue.attempts)
        .describe('Tries of a failing job before it waits for its inputs to change'),
      backoffMs: z
        .int()
        .min(0)
        .default(DEFAULT_CONFIG.queue.backoffMs)
        .describe('Wait before the second try; doubled for each further one'),
      deadlineMs: z.int().min(100).default(DEFAULT_CONFIG.queue.deadlineMs).describe('No call to Redis is waited for longer'),
      jobTimeoutMs: z.int().min(1_000).default(DEFAULT_CONFIG.queue.jobTimeoutMs).describe('A job that runs longer is aborted'),
    })
    .prefault({}),
  redis: z
    .strictObject({
      url: z.string().optional().describe('redis:// or rediss:// URL; also REDIS_URL'),
      prefix: z.string().default(DEFAULT_CONFIG.redis.prefix).describe('Key prefix: processes that share work share it'),
    })
    .prefault({}),
  baseline: z
    .string()
    .regex(/^(?:robust|previous|accepted|last:(?:[2-9]|[1-9]\d+)|tag:[A-Za-z][\w.-]*|directory:[^/\s].*)$/, {
      error: 'write robust, previous, accepted, last:5, tag:v1.4 or directory:releases/v1.4',
    })
    .default(DEFAULT_CONFIG.baseline)
    .describe(
      'What the last run is held against. robust: the runs since the last confirmed change; previous; last:5, the median of the last 5; tag:v1.4 and accepted, by benchscribe-regressions.yaml; directory:releases/v1.4, below the report directory',
    ),
  webhook: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }).describe('http:// or https:// URL that gets a POST for each report with news; never logged'),
      events: z
        .array(z.enum(['opened', 'reopened', 'recovered']))
        .min(1)
        .default(['opened', 'reopened', 'recovered'])
        .describe('What it is told of'),
    })
    .optional(),
  narrator: NarratorConfig.optional(),
  limits: z
    .strictObject({
      artifactBytesMax: z
        .int()
        .min(1)
        .default(DEFAULT_CONFIG.limits.artifactBytesMax)
        .describe('Larger CSV, JSON lines and text files are quarantined'),
      textBytesMax: z
        .int()
        .min(1)
        .default(DEFAULT_CONFIG.limits.textBytesMax)
        .describe(
          'Of a larger CSV, JSON lines or text file the first whole records up to this size are used; the rest is hashed and counted',
        ),
      textLinesMax: z
        .int()
        .min(1)
        .default(DEFAULT_CONFIG.limits.textLinesMax)
        .describe('The same in lines, or rows of Parquet and SQLite files: every record costs memory, however short it is'),
      documentBytesMax: z
        .int()
        .min(1)
        .default(DEFAULT_CONFIG.limits.documentBytesMax)
        .describe('Larger JSON, YAML, SQL, Markdown, Parquet and SQLite files, which must be held as a whole, are quarantined'),
      artifactCountMax: z
        .int()
        .min(1)
        .default(DEFAULT_CONFIG.limits.artifactCountMax)
        .describe('A report directory with more artifacts is refused'),
      depthMax: z.int().min(1).default(DEFAULT_CONFIG.limits.depthMax).describe('Levels of subdirectories read below a report directory'),
      parserCount: z
        .int()
        .min(1)
        .max(64)
        .default(DEFAULT_CONFIG.limits.parserCount)
        .describe('Processes that make reports at a time; of several, one is kept free of directories with large files'),
      parserHeapBytesMax: z
        .int()
        .min(64 * 1024 * 1024)
        .default(DEFAULT_CONFIG.limits.parserHeapBytesMax)
        .describe('Memory such a process may use for its objects; a file that needs more is quarantined'),
      parserTimeoutMs: z
        .int()
        .min(100)
        .default(DEFAULT_CONFIG.limits.parserTimeoutMs)
        .describe('A file whose parsing takes longer is quarantined; it has a second more for each 16 MiB to be read'),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error']).default(DEFAULT_CONFIG.log.level).describe('Log lines of this level and above'),
      format: z
        .enum(['auto', 'json', 'pretty'])
        .default(DEFAULT_CONFIG.log.format)
        .describe('auto: pretty on a terminal, JSON lines elsewhere'),
    })
    .prefault({}),
});
export type Config = z.infer<typeof Config>;

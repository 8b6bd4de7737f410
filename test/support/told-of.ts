import { basename } from 'node:path';
import type { CheckedText } from '../../src/contracts/checked-claim.ts';
import type { Claim } from '../../src/contracts/claim.ts';
import type { Report } from '../../src/contracts/report.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { claimChecker, type ReadBefore } from '../../src/core/claims/check-claims.ts';
import { conclude } from '../../src/core/conclude/conclude.ts';
import { KINDS } from '../../src/core/conclude/kinds.ts';
import { namingOfMeasured } from '../../src/core/conclude/naming.ts';
import { factBook } from '../../src/core/fact-book.ts';
import { ofLastRun } from '../../src/core/history/last-run.ts';
import { decisionsOn } from '../../src/core/ledger/decisions.ts';
import { parseLedger } from '../../src/core/ledger/parse-ledger.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { linkOf, pairOf } from '../../src/core/narrate/joining.ts';
import type { Told } from '../../src/core/narrate/narrate.ts';
import { runOf } from '../../src/core/run-of.ts';
import type { KindFrames } from '../../src/core/telling.ts';
import { advise, isAvailable, say, sayJoined, type Telling } from '../../src/core/telling.ts';
import { isLedgerName } from '../../src/edges/files/own-report.ts';
import { ingestContent } from '../../src/edges/refresh/ingest-artifact.ts';
import { objectivesOf } from '../../src/metrics/objectives.ts';
import { historyIn } from '../../src/pipeline.ts';
import { rethrow } from './document-of.ts';
import { type Asked, contentOf, type Files, ledgersIn, reportOf, TODAY } from './report-of.ts';

/** A report of the program with everything that could have been told instead. */
export interface ToldReport {
  readonly report: Report;
  readonly told: Told;
  /** What became of the claims of its Markdown files. */
  readonly notes: readonly CheckedText[];
}

/** What is measured of files, with what the claims of texts are held against. @param readBefore see `claimChecker`. */
export function measuredOf(files: Files, { baseline = 'robust', slo = {} }: Asked = {}, readBefore: ReadBefore | null = null) {
  const artifacts = Object.entries(files)
    .filter(([path]) => !isLedgerName(basename(path)))
    .map(([path, text]) => {
      const { parsed, ...content } = ingestContent(contentOf(path, text), path);
      const { result, ...recognised } = parsed;
      return { ...content, placedAt: path, ...recognised, parsed: result };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const usable = artifacts.filter(({ verdict }) => verdict === 'accepted' || verdict === 'partial');
  const assembly = assemble(usable);
  const book = factBook();
  const measured = measure(assembly, artifacts, rethrow, book, objectivesOf(slo));
  const { rules, summaryOf } = decisionsOn(ledgersIn(files), parseLedger, { directory: '.', today: TODAY, baseline });
  const history = historyIn(usable, assembly, book, rules);
  const ledger = summaryOf(history);
  const measurement = { ...measured, history, ledger, baseline: rules.baseline?.asked ?? null, facts: book.all() };
  const counted = artifacts.map(({ path, kind }) => ({ path, kind, modifiedOn: '1970-01-01' }));
  return { artifacts, measurement, ...claimChecker({ assembly, measurement, artifacts: counted }, readBefore) };
}

/** What a report of files tells, before it is narrated. */
export function toldOf(files: Files, asked: Asked = {}): ToldReport {
  const { report } = reportOf(files, asked);
  const { artifacts, measurement, check, accuse } = measuredOf(files, asked);
  const { history } = measurement;
  const reviewed = artifacts.map((artifact) => ({ ...artifact, run: runOf(artifact) }));
  const configurationKeys = new Set(artifacts.flatMap(({ parsed }) => [...parsed.configuration.keys()]));
  const ofRun = history === null ? measurement : ofLastRun(measurement, history);
  const texts = artifacts.filter(({ kind, parsed }) => kind === 'markdown' && parsed.statements.length > 0);
  const notes = texts.map(({ path, parsed }) => check(path, parsed.statements, null));
  const accused = texts.map(({ path, parsed }) => accuse(path, parsed.statements, null));
  const conclusions = conclude(ofRun, reviewed, configurationKeys, namingOfMeasured(measurement), rethrow, accused);
  return { report, told: { ...conclusions, kinds: KINDS, inputs: report.inputs, subject: 'results' }, notes };
}

/** A sentence of the program with what says it: `ranking.state`, `ranking+tie not-in`. */
export interface Sample {
  readonly by: string;
  readonly claim: Claim;
}

function samplesOfFrames(telling: Telling, { frames }: KindFrames, all: readonly Telling[]): Sample[] {
  return frames
    .flatMap((frame): Sample[] => {
      if (frame.after !== undefined || !isAvailable(frame, telling)) return [];
      const claim = frame.role === 'advise' ? advise(telling, frame, 'sample') : say(telling, frame, 'sample');
      return [{ by: `${telling.kind}.${frame.role}`, claim }];
    })
    .concat(
      frames.flatMap((frame): Sample[] => {
        const from = frame.after === undefined ? undefined : all.find((other) => linkOf(other, telling, KINDS) === frame.after);
        if (from === undefined || !isAvailable(frame, telling)) return [];
        const before = stated(from);
        const own = say(telling, frame, 'sample', from);
        return before === null
          ? []
          : [{ by: `${telling.kind}.${frame.role}`, claim: { ...own, text: `${before.text.replace(/\.$/, '')}; ${lowered(own.text)}` } }];
      }),
    );
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function stated(telling: Telling): Claim | null {
  const frame = KINDS.get(telling.kind)?.frames.find((own) => own.role === 'state' && own.after === undefined && isAvailable(own, telling));
  return frame === undefined ? null : say(telling, frame, 'sample');
}

/** Every frame that could be said of a report, and every pair that a link allows. */
export function samplesOf({ told: { tellings } }: ToldReport): Sample[] {
  return tellings.flatMap((telling) => {
    const kind = KINDS.get(telling.kind)!;
    const before = stated(telling);
    const pairs = tellings.flatMap((other): Sample[] => {
      const pair = telling.id === other.id ? undefined : pairOf(telling, other, KINDS);
      const claim = pair && before ? sayJoined(before, telling, other, pair) : null;
      return claim ? [{ by: `${telling.kind}+${other.kind} ${pair!.link}`, claim }] : [];
    });
    return [...samplesOfFrames(telling, kind, tellings), ...pairs];
  });
}

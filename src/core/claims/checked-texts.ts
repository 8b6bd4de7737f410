import type { CheckedNote, CheckedText } from '../../contracts/checked-claim.ts';
import type { Measurement } from '../../contracts/measured.ts';
import type { Statement } from '../../contracts/observation.ts';
import type { Assembly } from '../../contracts/series.ts';
import { attempt, type OnFailure } from '../attempt.ts';
import type { ComposedArtifact } from '../compose.ts';
import type { ClaimChecker, ClaimData } from './check-claims.ts';

/** How claims are checked, and texts to check beside those of the directory. What checks is handed in: only who has a text loads it. */
export interface ClaimCheck {
  readonly checkerOf: (data: ClaimData) => ClaimChecker;
  readonly audited: readonly { readonly path: string; readonly statements: readonly Statement[] }[];
}

/** What the Markdown artifacts of a directory, and texts that were given, claim of its data. */
export interface CheckedTexts {
  /** What checks further texts against the same data; null where nothing can. */
  readonly check: ClaimChecker['check'] | null;
  readonly notes: readonly CheckedNote[];
  readonly audited: readonly CheckedText[];
}

interface Measured {
  readonly assembly: Assembly;
  readonly measurement: Measurement;
  readonly artifacts: readonly ComposedArtifact[];
}

/**
 * Holds all Markdown artifacts, and the texts that were given, against the data. A text that a bug keeps away costs itself only.
 *
 * @param claims null where no text is there.
 */
export function checkedTexts(
  claims: ClaimCheck | null,
  { assembly, measurement, artifacts }: Measured,
  onFailure: OnFailure,
): CheckedTexts {
  if (claims === null) return { check: null, notes: [], audited: [] };
  const { checkerOf, audited } = claims;
  const counted = artifacts.map(({ path, kind, modifiedAtMs }) => ({
    path,
    kind,
    modifiedOn: new Date(modifiedAtMs).toISOString().slice(0, 10),
  }));
  const checker = attempt('claims of texts', () => checkerOf({ assembly, measurement, artifacts: counted }), onFailure);
  if (checker === null) return { check: null, notes: [], audited: [] };
  const texts = artifacts.filter(({ kind, parsed }) => kind === 'markdown' && parsed.statements.length > 0);
  return {
    check: checker.check,
    notes: texts.flatMap(
      ({ path, sha256, growing, parsed }) =>
        attempt(`claims of ${path}`, () => checker.accuse(path, parsed.statements, growing ? null : sha256), onFailure) ?? [],
    ),
    audited: audited.flatMap(
      ({ path, statements }) => attempt(`claims of ${path}`, () => checker.check(path, statements, null), onFailure) ?? [],
    ),
  };
}

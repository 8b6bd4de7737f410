import { artifactKind } from '../../src/adapters/kind.ts';
import type { Fact } from '../../src/contracts/fact.ts';
import { groupBy } from '../../src/core/group-by.ts';
import type { ReadCell } from '../../src/core/verify/cell-reader.ts';
import { readCells } from '../../src/core/verify/read-cell.ts';
import { recompute } from '../../src/core/verify/recompute.ts';

/** Every cell that facts name, read back from the files, by path and cell. */
function readAll(facts: readonly Fact[], files: Readonly<Record<string, string>>): Map<string, Map<string, ReadCell[]>> {
  const named = groupBy(
    facts.flatMap(({ sources }) => sources),
    ({ path }) => path,
  );
  return new Map(
    [...named].map(([path, sources]) => {
      const cells = [...new Set(sources.flatMap((source) => source.cells))];
      return [path, groupBy(readCells(files[path]!, artifactKind(path) ?? 'text', cells), ({ cell }) => cell)];
    }),
  );
}

/** Why a fact does not follow from the cells it names in these files, by the independent arithmetic of the audit; [] where all do. `counts` are those of an inventory. */
export function disagreements(
  facts: readonly Fact[],
  files: Readonly<Record<string, string>>,
  counts: ReadonlySet<number> = new Set(),
): string[] {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const read = readAll(facts, files);
  return facts.flatMap((fact) => {
    const { agrees, reason } = recompute(fact, {
      cellsOf: ({ path, cells }) => cells.flatMap((cell) => read.get(path)!.get(cell) ?? []),
      factOf: (id) => byId.get(id),
      counts,
    });
    return agrees ? [] : [`${fact.id} ${fact.statistic} of ${fact.metric} from ${JSON.stringify(fact.sources)}: ${reason}`];
  });
}

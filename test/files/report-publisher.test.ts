import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readArtifact } from '../../src/edges/files/artifact-reader.ts';
import { hashCache } from '../../src/edges/files/fingerprint.ts';
import { fingerprintInputs, listInputs, readInputs } from '../../src/edges/files/inputs.ts';
import { commitStaged, discardStaged, type PublishedReport, stageReport } from '../../src/edges/files/report-publisher.ts';
import { sealed } from '../../src/edges/files/report-seal.ts';
import { removeStaleTemps } from '../../src/edges/files/temp-files.ts';
import { AppError } from '../../src/errors.ts';
import { put, reportFiles, sizeLimits, tempTree } from './temp-tree.ts';

const V1 = reportFiles('sha256:1', 'sha256:r', 'one');
const V2 = reportFiles('sha256:2', 'sha256:r', 'two');
const PLACE = { root: 'bench', directory: '.' };
const NAMES = V1.map((file) => file.name);

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'no error';
}

/** What stands in the place of a file once it is published. */
function textOf({ name, content }: { name: string; content: string }): string {
  return String(sealed(name, content));
}

/** Both steps, with the description of what is staged as it arrives from another process. */
function publish(directory: string, files: Parameters<typeof stageReport>[1], options: { fresh?: () => boolean } = {}): PublishedReport {
  return commitStaged(JSON.parse(JSON.stringify(stageReport(directory, files))), options);
}

function contentsOf(root: string, names = NAMES): string[] {
  return names.map((name) => readFileSync(join(root, name), 'utf8'));
}

describe('stageReport and commitStaged', () => {
  test('writes all files and leaves nothing else', () => {
    const root = tempTree();
    expect(publish(root, V1)).toEqual({ written: NAMES, unchanged: [], foreign: [] });
    expect(readdirSync(root).sort()).toEqual([...NAMES].sort());
    expect(contentsOf(root)).toEqual(V1.map(textOf));
  });

  test('does not touch a file that says already what it should', () => {
    const root = tempTree();
    publish(root, V1);
    for (const name of NAMES) utimesSync(join(root, name), 1_000, 1_000);
    const before = NAMES.map((name) => statSync(join(root, name)).ino);

    expect(publish(root, V1)).toEqual({ written: [], unchanged: NAMES, foreign: [] });
    expect(NAMES.map((name) => [statSync(join(root, name)).ino, statSync(join(root, name)).mtimeMs])).toEqual(
      before.map((ino) => [ino, 1_000_000]),
    );
    expect(publish(root, [V2[0]!, V1[1]!])).toEqual({ written: [NAMES[0]], unchanged: [NAMES[1]], foreign: [] });
  });

  test('gives new files mode 0644 less the umask and keeps the mode of an existing report', () => {
    const root = tempTree();
    const umask = process.umask(0o027);
    publish(root, V1);
    process.umask(umask);
    expect(statSync(join(root, NAMES[0]!)).mode & 0o777).toBe(0o640);
    chmodSync(join(root, NAMES[0]!), 0o664);
    publish(root, V2);
    expect(statSync(join(root, NAMES[0]!)).mode & 0o777).toBe(0o664);
  });

  test.each(NAMES)('lets a foreign %s stay as it is, names it, and writes the others', (name) => {
    const root = tempTree({ [name]: 'mine' });
    const others = NAMES.filter((other) => other !== name);
    expect(publish(root, V1)).toEqual({ written: others, unchanged: [], foreign: [name] });
    expect(publish(root, V2)).toEqual({ written: others, unchanged: [], foreign: [name] });
    expect(readdirSync(root).sort()).toEqual([...NAMES].sort());
    expect(readFileSync(join(root, name), 'utf8')).toBe('mine');
    expect(contentsOf(root, others)).toEqual(V2.filter((file) => file.name !== name).map(textOf));
  });

  test('writes nothing where every place is taken', () => {
    const root = tempTree(Object.fromEntries(NAMES.map((name) => [name, 'mine'])));
    expect(publish(root, V1, { fresh: () => false })).toEqual({ written: [], unchanged: [], foreign: NAMES });
    expect(readdirSync(root).sort()).toEqual([...NAMES].sort());
  });

  test('takes a link and a directory in the place of a report for foreign', () => {
    const root = tempTree({ 'victim.md': V1[0]!.content, 'linked/x': '', 'dir/benchscribe-report.md/x': '' });
    symlinkSync(join(root, 'victim.md'), join(root, 'linked', NAMES[0]!));
    expect(publish(join(root, 'linked'), V2).foreign).toEqual([NAMES[0]]);
    expect(publish(join(root, 'dir'), V2).foreign).toEqual([NAMES[0]]);
    expect(readFileSync(join(root, 'victim.md'), 'utf8')).toBe(V1[0]!.content);
  });

  test('lets a foreign file stay that appears while the report is written', () => {
    const root = tempTree();
    const fresh = () => {
      writeFileSync(join(root, NAMES[2]!), 'mine');
      return true;
    };
    expect(publish(root, V1, { fresh })).toEqual({ written: NAMES.slice(0, 2), unchanged: [], foreign: [NAMES[2]] });
    expect(readdirSync(root).sort()).toEqual([...NAMES].sort());
    expect(readFileSync(join(root, NAMES[2]!), 'utf8')).toBe('mine');
  });

  test('leaves no trace of what was staged and discarded', () => {
    const root = tempTree();
    publish(root, V1);
    const staged = stageReport(root, V2);
    expect(readdirSync(root)).toHaveLength(6);
    discardStaged(staged);
    expect(contentsOf(root)).toEqual(V1.map(textOf));
    expect(readdirSync(root)).toHaveLength(3);
  });

  test('repairs an empty file that a crash of the machine has left', () => {
    const root = tempTree({ [NAMES[0]!]: '' });
    expect(publish(root, V1).written).toEqual(NAMES);
  });

  test('keeps the old report and leaves no temporary file when it is superseded', () => {
    const root = tempTree();
    publish(root, V1);
    expect(codeOf(() => publish(root, V2, { fresh: () => false }))).toBe('REPORT_SUPERSEDED');
    expect(contentsOf(root)).toEqual(V1.map(textOf));
    expect(readdirSync(root)).toHaveLength(3);
  });

  test('does not ask whether it is fresh when nothing is to be written', () => {
    const root = tempTree();
    publish(root, V1);
    expect(publish(root, V1, { fresh: () => false }).unchanged).toEqual(NAMES);
  });

  test('says that a directory cannot be written to', () => {
    const root = tempTree();
    expect(codeOf(() => publish(join(root, 'absent'), V1))).toBe('REPORT_UNWRITABLE');
  });

  test('does not write through a link that was planted under the name of a temporary file', () => {
    // The names are random, so the attacker is given what he cannot have: he swaps the temporary file for a link before the rename.
    const root = tempTree({ victim: 'precious' });
    const fresh = () => {
      const temp = readdirSync(root).find((name) => name.endsWith('.tmp'))!;
      renameSync(join(root, temp), join(root, 'aside'));
      symlinkSync(join(root, 'victim'), join(root, temp));
      return true;
    };
    publish(root, [V1[0]!], { fresh });
    expect(readFileSync(join(root, 'victim'), 'utf8')).toBe('precious');
  });

  test('lets only the newer of two publishers win', async () => {
    // The first reads its inputs and is held up; the second reads newer ones and publishes; the first must not overwrite it.
    const root = tempTree({ 'a.csv': 'old' });
    const options = { ignore: [], countMax: 10, depthMax: 2, ...sizeLimits(100), quietMs: 0, nowMs: Date.now() };
    const isFresh = (fingerprint: string) => () =>
      fingerprintInputs(root, PLACE, listInputs(root, '.', options), hashCache(), options) === fingerprint;
    const first = (await readInputs(root, PLACE, options, readArtifact)).fingerprint;
    put(join(root, 'a.csv'), 'new');
    const second = (await readInputs(root, PLACE, options, readArtifact)).fingerprint;

    publish(root, reportFiles(second, 'sha256:r'), { fresh: isFresh(second) });
    expect(codeOf(() => publish(root, reportFiles(first, 'sha256:r'), { fresh: isFresh(first) }))).toBe('REPORT_SUPERSEDED');
    expect(contentsOf(root)).toEqual(reportFiles(second, 'sha256:r').map(textOf));
  });
});

describe('removeStaleTemps', () => {
  test('removes what dead processes of this host left and what is older than an hour', () => {
    const root = tempTree();
    let own = '';
    publish(root, V1, {
      fresh: () => {
        own = readdirSync(root).find((name) => name.endsWith('.tmp'))!;
        // Of this process, and being written: stays.
        expect(removeStaleTemps(root)).toEqual([]);
        return true;
      },
    });
    const [, host, , ticks] = /^\.benchscribe-([0-9a-f]{8})-(\d+)\.(\d+)-/.exec(own)!;
    const dead = `.benchscribe-${host}-4194999-0123456789abcdef.tmp`;
    // The process id was given again since.
    const formerSelf = `.benchscribe-${host}-${process.pid}.${Number(ticks) - 1}-0123456789abcdef.tmp`;
    const alive = `.benchscribe-${host}-${process.ppid}-0123456789abcdef.tmp`;
    const elsewhere = '.benchscribe-00000000-1-0123456789abcdef.tmp';
    const elsewhereOld = '.benchscribe-00000000-2-0123456789abcdef.tmp';
    for (const name of [dead, formerSelf, alive, elsewhere, elsewhereOld, '.benchscribe-notes']) writeFileSync(join(root, name), 'x');
    put(join(root, elsewhereOld), 'x', Date.now() - 3_700_000);

    expect(removeStaleTemps(root).sort()).toEqual([dead, formerSelf, elsewhereOld].sort());
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([alive, elsewhere, '.benchscribe-notes'].sort());
  });

  test('removes nothing from a directory that is not there, and no directory of that name', () => {
    const root = tempTree();
    mkdirSync(join(root, '.benchscribe-00000000-1-0123456789abcdef.tmp'));
    expect(removeStaleTemps(join(root, 'absent'))).toEqual([]);
    expect(removeStaleTemps(root)).toEqual([]);
  });
});

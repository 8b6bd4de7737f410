import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const project = join(import.meta.dirname, '../..');

test('script and style sheet of the page are those of src/page: `npm run page` writes them anew', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'benchscribe-assets-'));
  const path = join(scratch, 'page-assets.ts');
  const { stderr } = spawnSync(process.execPath, [join(project, 'scripts/write-page.mjs'), path], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(readFileSync(join(project, 'src/core/render/page-assets.ts'), 'utf8')).toBe(readFileSync(path, 'utf8'));
  rmSync(scratch, { recursive: true });
});

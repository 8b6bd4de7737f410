import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from '@jest/globals';
import type { SizeLimits } from '../../src/edges/files/artifact-reader.ts';

const trees: string[] = [];

afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true, force: true });
});

/** A temporary directory with these files (path to content), all last modified an hour ago; removed after the test. */
export function tempTree(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'benchscribe-test-'));
  trees.push(root);
  for (const [path, content] of Object.entries(files)) put(join(root, path), content);
  return root;
}

/** Writes a file and gives it a modification time, by default an hour ago. */
export function put(path: string, content: string | Uint8Array, modifiedAtMs = Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  utimesSync(path, modifiedAtMs / 1_000, modifiedAtMs / 1_000);
}

/** The three files of a minimal report of ours. */
export function reportFiles(
  fingerprint: string,
  rules: string,
  note = 'note',
  { root, directory } = { root: 'bench', directory: '.' },
): { name: string; content: string }[] {
  const md = `---\ngenerator: benchscribe 0.1.0\nschema: benchscribe.report/1\nroot: ${root}\ndirectory: ${directory}\ninput_fingerprint: ${fingerprint}\nrule_fingerprint: ${rules}\n---\n\n${note}\n`;
  const json = JSON.stringify(
    {
      schema: 'benchscribe.report/1',
      generator: { name: 'benchscribe', version: '0.1.0' },
      root,
      directory,
      inputs: { fingerprint, ruleFingerprint: rules },
      note,
    },
    null,
    2,
  );
  const html =
    `<!doctype html><html><head><meta charset="utf-8"><meta name="generator" content="benchscribe 0.1.0">` +
    `<meta name="benchscribe-root" content="${root}"><meta name="benchscribe-input-fingerprint" content="${fingerprint}"><meta name="benchscribe-rule-fingerprint" content="${rules}">` +
    `</head><body>${note}</body></html>`;
  return [
    { name: 'benchscribe-report.md', content: md },
    { name: 'benchscribe-report.html', content: html },
    { name: 'benchscribe-report.json', content: json },
  ];
}

/** Size limits that are all the same, in bytes and in lines. */
export function sizeLimits(bytes: number): SizeLimits {
  return { bytesMax: bytes, documentBytesMax: bytes, textBytesMax: bytes, textLinesMax: bytes };
}

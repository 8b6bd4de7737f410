/**
 * What the tests take from `@jest/globals`, for `run-tests.mjs`: the blocks of a test file are collected instead of run, so that single tests
 * can be run by number, all files in one process and with one graph of modules. Jest loads every module anew for every file, which
 * costs far more than the tests.
 */
import { format } from 'node:util';

export { expect } from 'expect';

function newBlock(parent) {
  return { parent, before: [], beforeEach: [], afterEach: [], after: [], children: [] };
}

let block = newBlock(null);

/** The blocks and tests of one file. */
export async function collect(load) {
  const file = newBlock(null);
  block = file;
  await load();
  return file;
}

function titled(name, row, index) {
  return format(String(name).replaceAll('%#', index), ...row);
}

function each(register) {
  return (rows) => (name, body) => {
    for (const [index, row] of [...rows].entries()) {
      const values = Array.isArray(row) ? row : [row];
      register(titled(name, values, index), () => body(...values));
    }
  };
}

export function describe(_name, body) {
  const outer = block;
  block = newBlock(outer);
  outer.children.push({ block });
  body();
  block = outer;
}

export function test(name, body) {
  block.children.push({ name, body });
}

describe.each = each(describe);
test.each = each(test);

export const beforeAll = (hook) => void block.before.push(hook);
export const beforeEach = (hook) => void block.beforeEach.push(hook);
export const afterEach = (hook) => void block.afterEach.push(hook);
export const afterAll = (hook) => void block.after.push(hook);

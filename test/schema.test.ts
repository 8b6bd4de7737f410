import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { Config } from '../src/config.ts';
import { Report } from '../src/contracts/report.ts';
import { EventPayload } from '../src/contracts/webhook.ts';
import { renderJson } from '../src/core/render/render-json.ts';
import { sampleReport } from './render/sample-report.ts';

const folder = join(import.meta.dirname, '..', 'schema');

/** Files for editors and other programs, written from the zod schemas by `UPDATE_GOLDEN=1 npm run test:unit -- test/schema.test.ts`. */
const schemas = [
  { name: 'benchscribe.report-1.schema.json', title: 'Benchscribe report', schema: z.toJSONSchema(Report) },
  { name: 'benchscribe.event-1.schema.json', title: 'Benchscribe event', schema: z.toJSONSchema(EventPayload) },
  { name: 'config.schema.json', title: 'Benchscribe configuration', schema: z.toJSONSchema(Config, { io: 'input' }) },
];

describe('schema files', () => {
  test.each(schemas)('$name is what the code accepts', ({ name, title, schema }) => {
    const { $schema, ...rest } = schema;
    const expected = `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
    if (process.env['UPDATE_GOLDEN']) writeFileSync(join(folder, name), expected);
    expect(readFileSync(join(folder, name), 'utf8')).toBe(expected);
  });

  function validator(name: string) {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { 'date-time': true, uri: true } });
    return ajv.compile(JSON.parse(readFileSync(join(folder, name), 'utf8')) as object);
  }

  test('the report schema accepts a rendered report and names what is wrong with another', () => {
    const accepts = validator('benchscribe.report-1.schema.json');
    const report = JSON.parse(renderJson(sampleReport)) as Report;
    expect(accepts(report)).toBe(true);
    expect(accepts({ ...report, surprise: 1 })).toBe(false);
    expect(accepts({ ...report, facts: [{ ...report.facts[0]!, value: '12' }] })).toBe(false);
    expect(accepts.errors?.map(({ instancePath }) => instancePath)).toEqual(['/facts/0/value']);
  });

  test('the configuration schema accepts an empty configuration and refuses an unknown key', () => {
    const accepts = validator('config.schema.json');
    expect(accepts({})).toBe(true);
    expect(accepts({ wach: {} })).toBe(false);
  });
});

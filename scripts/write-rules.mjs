// Last step of the build: writes the fingerprint of the rules to dist/rules.json, which the program states in its reports.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const project = join(import.meta.dirname, '..');
const { fingerprintSources } = await import('../dist/compose/rules.js');
writeFileSync(join(project, 'dist/rules.json'), `${JSON.stringify({ rules: fingerprintSources(project) })}\n`);

// In the place of js-yaml in the bundle: gray-matter, which loads it, is always given the engine that reads YAML
// (`src/adapters/readers/front-matter.ts`), so that two readers of YAML would be loaded and one used.
function unused() {
  throw new Error('gray-matter was given no engine for YAML');
}
module.exports = { safeLoad: unused, safeDump: unused };

// Adds to package-lock.json the optional packages of other platforms that are missing there: `node scripts/complete-lock.mjs`.
// A registry mirror that carries some platforms only makes `npm install` leave the others out, and `npm ci` then refuses the lock.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

const path = join(import.meta.dirname, '../package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));

/** Entry of a package that is built for one platform, as its name tells: @scope/tool-linux-x64-musl. */
function entryOf(name, version, isDev) {
  const words = name.split('/').at(-1).split('-');
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (!os || !cpu || !/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${name}@${version}: not a package of one version for one platform`);
  const isMusl = words.some((word) => word.startsWith('musl'));
  const isGlibc = os === 'linux' && words.some((word) => word.startsWith('gnu'));
  return {
    version,
    cpu: [cpu],
    ...(isDev && { dev: true }),
    ...((isMusl || isGlibc) && { libc: [isMusl ? 'musl' : 'glibc'] }),
    optional: true,
    os: [os],
  };
}

const { '': root, ...packages } = lock.packages;
const added = [];
for (const { optionalDependencies = {}, dev = false } of Object.values(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (Object.keys(packages).some((key) => key.endsWith(`node_modules/${name}`))) continue;
    packages[`node_modules/${name}`] = entryOf(name, version, dev);
    added.push(name);
  }
}
lock.packages = { '': root, ...Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'))) };
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added.length} packages added to package-lock.json\n`);

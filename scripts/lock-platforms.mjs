// Completes the lock files: a registry that carries only one platform's binaries makes npm leave the others out,
// and `npm ci` then refuses the lock file everywhere. The versions are pinned by the package that asks for them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './child.mjs'

const lockFiles = ['package-lock.json', 'bench/package-lock.json'].map((name) => join(root, name))
const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string> }} Entry
 * @typedef {{ packages: Record<string, Entry> }} Lock
 */

/** The places where Node looks for a package, from the one that asks for it to the root.
 * @param {string} from @param {string} name @returns {string[]} */
function places(from, name) {
  const here = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  return from === ''
    ? [here]
    : [here, ...places(from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1)), name)]
}

/** What is for this platform alone, as the names of such packages tell it.
 * @param {string} name @param {string} version @param {Entry} parent @returns {Entry | undefined} */
function entryOf(name, version, parent) {
  const words = name.split(/[/-]/)
  const os = systems.filter((system) => words.includes(system))
  const cpu = processors.filter((processor) => words.some((word) => word === processor)).slice(0, 1)
  if (cpu.length === 0 && words.some((word) => /^(arm|musl|gnu)+eabi(hf)?$/.test(word))) cpu.push('arm')
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((w) => w.startsWith('gnu'))
      ? ['glibc']
      : []
  if (os.length === 0 || cpu.length === 0 || !/^\d/.test(version)) return undefined
  return {
    version,
    cpu,
    ...(parent.dev ? { dev: true } : {}),
    ...(libc.length > 0 ? { libc } : {}),
    optional: true,
    os,
  }
}

/** The entries that a lock file lacks, by their place in it.
 * @param {Lock} lock @returns {Record<string, Entry>} */
function missing({ packages }) {
  /** @type {Record<string, Entry>} */
  const found = {}
  for (const [path, parent] of Object.entries(packages))
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const entry = entryOf(name, version, parent)
      const at = places(path, name)
      if (entry && !at.some((place) => packages[place])) found[at.at(-1) ?? name] = entry
    }
  return found
}

/** What is wrong with the lock files, one sentence each: addresses of servers in them, or platforms that they lack. */
export function lockFileProblems() {
  return lockFiles.flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    const lacks = Object.keys(missing(JSON.parse(text)))
    return [
      ...(/"resolved": "\w+:/.test(text) ? [`${file} records download addresses (see .npmrc)`] : []),
      ...(lacks.length > 0 ? [`${file} lacks ${lacks.join(', ')}: run node scripts/lock-platforms.mjs`] : []),
    ]
  })
}

/** @param {string} file */
function complete(file) {
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const all = Object.entries({ ...lock.packages, ...missing(lock) })
  lock.packages = Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b, 'en')))
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) lockFiles.forEach(complete)

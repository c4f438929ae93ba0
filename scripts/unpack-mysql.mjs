// node scripts/unpack-mysql.mjs: brings a MySQL server for the tests to Debian, which has it in its unstable suite
// only. It is unpacked with its C library into a folder of the user's cache; no package of the system is touched.
// Exit code 3: the suite does not give it at the moment, which is no fault of anything here.
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from './child.mjs'
import { canStartServer, unpacked } from './engines/mysql.mjs'

const NOT_TO_BE_HAD = 3
const minutes = 60_000

const mirror = process.env.DEBIAN_MIRROR ?? 'http://deb.debian.org/debian'
const keys = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** Options by which apt knows that suite alone, and keeps all that it writes in a folder.
 * @param {string} folder */
function aptOptions(folder) {
  mkdirSync(join(folder, 'lists/partial'), { recursive: true })
  mkdirSync(join(folder, 'cache/archives/partial'), { recursive: true })
  writeFileSync(join(folder, 'status'), '')
  writeFileSync(join(folder, 'sources.list'), `deb [signed-by=${keys}] ${mirror} sid main\n`)
  const options = {
    'Dir::Etc::SourceList': join(folder, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': '/dev/null',
    'Dir::State': folder,
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::State::Status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'APT::Install-Recommends': 'false',
    'APT::Sandbox::User': '',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
  }
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
}

/** Downloads the packages; gives their files, or nothing where the suite does not have them.
 * @param {string} folder */
async function download(folder) {
  const options = aptOptions(folder)
  const calls = [['update'], ['install', '-y', '--download-only', 'mysql-server-core', 'libc6']]
  for (const call of calls) {
    const { code, output } = await run('apt-get', [...options, ...call], { timeout: 5 * minutes })
    if (code === 0) continue
    console.log(output.trimEnd())
    return undefined
  }
  const archives = join(folder, 'cache/archives')
  return readdirSync(archives)
    .filter((name) => name.endsWith('.deb') && !name.startsWith('perl'))
    .map((name) => join(archives, name))
}

/** @param {string} folder @param {readonly string[]} packages */
async function unpack(folder, packages) {
  const target = join(folder, 'mysql')
  for (const path of packages) {
    const { code, output } = await run('dpkg-deb', ['--extract', path, target])
    if (code !== 0) throw new Error(`${path} cannot be unpacked: ${output}`)
  }
  rmSync(unpacked, { recursive: true, force: true })
  renameSync(target, unpacked)
}

async function bring() {
  mkdirSync(dirname(unpacked), { recursive: true })
  const folder = mkdtempSync(`${unpacked}-`)
  try {
    const packages = await download(folder)
    if (packages === undefined) return NOT_TO_BE_HAD
    await unpack(folder, packages)
    if (canStartServer()) return 0
    console.log(`there is no server in ${packages.join(' ')}`)
    return 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

process.exitCode = canStartServer() ? 0 : await bring()

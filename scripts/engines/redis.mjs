// A Redis server for the tests: the one that REDIS_URL names, else one that answers at the usual place, else one of
// our own, in a folder that goes with it. The tests find its address in PROMETHEUS_REDIS.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from './free-port.mjs'

const USUAL = 'redis://127.0.0.1:6379'
const NEEDED = 7

/** The version of the server at an address, or why there is none.
 * @param {string} url @returns {Promise<{ version: number } | { reason: string }>} */
async function ask(url) {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 3_000 })
  let reason = 'no answer'
  client.on('error', (error) => {
    reason = error.message
  })
  try {
    await client.connect()
    const [, version = '0'] = /redis_version:(\d+)/.exec(await client.info('server')) ?? []
    return { version: Number(version) }
  } catch {
    return { reason }
  } finally {
    client.disconnect()
  }
}

/** Starts an installed server, which ends with this process.
 * @returns {Promise<string | undefined>} its address */
async function start() {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-redis-'))
  const port = await freePort()
  const settings = [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ]
  const server = spawn('redis-server', settings, { stdio: 'ignore' })
  let ended = false
  server.once('error', () => {
    ended = true
  })
  server.once('exit', () => {
    ended = true
  })
  process.once('exit', () => {
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  const url = `redis://127.0.0.1:${port}`
  for (let tries = 0; tries < 50 && !ended; tries++) {
    if ('version' in (await ask(url))) {
      server.unref()
      return url
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return undefined
}

/** Says why there is no server to test with, or nothing.
 * @returns {Promise<string | undefined>} */
export async function redis() {
  const named = process.env.REDIS_URL
  const found = await ask(named ?? USUAL)
  const url = 'version' in found ? (named ?? USUAL) : named === undefined ? await start() : undefined
  if (url === undefined)
    return named === undefined
      ? 'no server at 127.0.0.1:6379, and no redis-server to start (Debian: apt-get install redis-server)'
      : `no server at REDIS_URL: ${'reason' in found ? found.reason : ''}`
  const asked = await ask(url)
  const version = 'version' in asked ? asked.version : 0
  if (version < NEEDED) return `the server is of version ${version}, and ${NEEDED} is needed`
  process.env.PROMETHEUS_REDIS = url
  return undefined
}

import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import type { ErrorCode } from '../../errors/codes.ts'
import { PrometheusError } from '../../errors/error.ts'
import { convertError } from './errors.ts'

test.each<[says: string, code: ErrorCode]>([
  ['WRONGPASS invalid username-password pair or user is disabled.', 'CONNECTION_FAILED'],
  ['Ready check failed: NOAUTH Authentication required.', 'CONNECTION_FAILED'],
  ['connect ECONNREFUSED 127.0.0.1:1', 'CONNECTION_FAILED'],
  ['getaddrinfo ENOTFOUND nowhere', 'CONNECTION_FAILED'],
  ['connect ETIMEDOUT', 'CONNECTION_FAILED'],
  ['Connection is closed.', 'CONNECTION_FAILED'],
  [
    'Reached the max retries per request limit (which is 0). Refer to "maxRetriesPerRequest" option for details.',
    'CONNECTION_FAILED',
  ],
  ['LOADING Redis is loading the dataset in memory', 'CONNECTION_FAILED'],
  ['ERR max number of clients reached', 'CONNECTION_FAILED'],
  ['ERR DB index is out of range', 'CONNECTION_FAILED'],
  ['ERR invalid DB index', 'CONNECTION_FAILED'],
  ['self-signed certificate', 'CONNECTION_FAILED'],
  ['Command timed out', 'TIMEOUT'],
  ['BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.', 'TIMEOUT'],
  ["READONLY You can't write against a read only replica.", 'STORE_READ_ONLY'],
  ["NOPERM User reader has no permissions to run the 'hset' command", 'STORE_READ_ONLY'],
  ["ERR The user executing the script can't run this command or subcommand script: 1", 'STORE_READ_ONLY'],
  ['MISCONF Redis is configured to save RDB snapshots', 'STORE_READ_ONLY'],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'STORE_FULL'],
  ['WRONGTYPE Operation against a key holding the wrong kind of value', 'STORE_FOREIGN'],
  ['MOVED 1 127.0.0.1:2', 'UNSUPPORTED'],
  ["CROSSSLOT Keys in request don't hash to the same slot", 'UNSUPPORTED'],
  ['ERR something else', 'STORE_ERROR'],
])('%s', (says, code) => {
  const cause = new Error(says)
  const error = convertError(cause, 'redis://host:1')
  expect([error.code, error.cause]).toEqual([code, cause])
  expect(error.message).toMatch(/^redis\('redis:\/\/host:1'\) [a-z]/)
})

test('an error does not carry the command, and one of ours stays itself', () => {
  const cause = Object.assign(new Error('ERR no'), { command: { name: 'eval', args: ['secret'] } })
  expect(inspect(convertError(cause, 'redis://host'), { depth: 9 })).not.toContain('secret')
  const ours = new PrometheusError('MISUSE', 'no')
  expect(convertError(ours, '')).toBe(ours)
})

import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { suites } from './scripts/suites.mjs'

const source = (path: string) => fileURLToPath(new URL(`src/${path}`, import.meta.url))
const long = process.env.PROMETHEUS_LONG === '1'
const workers = Math.max(1, Math.min(availableParallelism(), 8))

/** Tests import the package by its name, as a user does; here that is its source, so nothing waits for a build. */
const alias = [
  { find: /^prometheus-odm$/, replacement: source('index.ts') },
  {
    find: /^prometheus-odm\/(sqlite|postgres|mysql|redis|mongodb|memory)$/,
    replacement: source('stores/$1/index.ts'),
  },
  {
    find: /^prometheus-odm\/(mixins|opentelemetry|permissions|store|testing)$/,
    replacement: source('$1/index.ts'),
  },
]

export default defineConfig({
  test: {
    projects: suites.map(
      ({ name, from, without = [], env = {}, timeout, usesBuild, alone = 0, globalSetup = [] }) => ({
        resolve: { alias },
        test: {
          name,
          include: [from.endsWith('.test.ts') ? from : `${from}/**/*.test.ts`],
          exclude: ['**/node_modules/**', ...without],
          env,
          testTimeout: long ? timeout * 10 : timeout,
          hookTimeout: timeout,
          maxWorkers: alone === 0 ? workers : 1,
          sequence: { groupOrder: alone },
          globalSetup: [...(usesBuild ? ['scripts/build.mjs'] : []), ...globalSetup],
        },
      }),
    ),
  },
})

import { Script } from 'node:vm'
import { expect, test } from 'vitest'
import { callSite } from './call-site.ts'
import { cast } from './cast.ts'

/** Asks from a file of that name where it was asked from. */
function ask(filename: string, outside: string): string | undefined {
  const asked = (): string | undefined => callSite(asked, outside)
  const script = new Script('(asked) => asked()', { filename })
  return cast<(ask: () => string | undefined) => string | undefined>(
    script.runInThisContext(),
    'the text',
  )(asked)
}

const root = new URL('/', import.meta.url).href

test('a call site is the nearest place outside of the folder', () => {
  expect(ask('/app/list.js', 'file:///package/dist/')).toBe('/app/list.js:1:12')
  expect(ask('file:///app/list.js', 'file:///package/dist/')).toBe('/app/list.js:1:12')
  expect(ask('/package/dist/list.js', 'file:///package/dist/')).toMatch(/call-site\.test\.ts:\d+:\d+$/)
  expect(ask('file:///package/dist/list.js', 'file:///package/dist/')).toMatch(/call-site\.test\.ts:\d+:\d+$/)
})

test('a call site is the nearest place of all where everything is in the folder', () => {
  expect(ask('/bundle.js', root)).toBe('/bundle.js:1:12')
})

test('a call site is unknown where stacks are no text', () => {
  const { prepareStackTrace } = Error
  Error.prepareStackTrace = (_, frames) => frames
  try {
    expect(ask('/app/list.js', root)).toBeUndefined()
  } finally {
    Error.prepareStackTrace = prepareStackTrace
  }
})

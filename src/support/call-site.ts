import { fileURLToPath } from 'node:url'

/** A file, line and column at the end of a line of a stack, with or without parentheses. */
const LOCATED = /\(?((?:file:\/\/|node:|[A-Za-z]:[\\/]|\/)[^()]*:\d+:\d+)\)?$/
const DEPTH = 40

function stackAbove(callee: (...args: never[]) => unknown): string {
  const holder: { stack?: unknown } = {}
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = DEPTH
  Error.captureStackTrace(holder, callee)
  const { stack } = holder
  Error.stackTraceLimit = limit
  return typeof stack === 'string' ? stack : ''
}

/**
 * Where a function that runs now was called, as `file:line:column`: the nearest place outside of a folder, given as a
 * file URL; the nearest at all where everything is in one folder, as in a bundle.
 */
export function callSite(callee: (...args: never[]) => unknown, outside: string): string | undefined {
  const places = stackAbove(callee)
    .split('\n')
    .flatMap((line) => LOCATED.exec(line.trim())?.[1] ?? [])
    .filter((place) => !place.startsWith('node:'))
  const within = [outside, fileURLToPath(outside)]
  const found = places.find((place) => !within.some((folder) => place.startsWith(folder))) ?? places[0]
  return found?.replace(/^file:\/\/(?=\/)/, '')
}

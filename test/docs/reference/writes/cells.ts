import { code } from '../table.ts'
import type { Seen } from './seen.ts'

const NONE = '–'

function checks({ checked }: Seen): string {
  if (checked.size === 0) return NONE
  return checked.has('title') && checked.has('text') ? 'all' : 'what changes'
}

function timestamps({ before, after }: Seen): string {
  if (after === null) return NONE
  if (before === null) return 'both'
  return after.updatedAt > before.updatedAt ? code('updatedAt') : NONE
}

function version({ before, after, refusesStale }: Seen): string {
  const cells: string[] = refusesStale ? ['checked'] : []
  if (after !== null && before === null) cells.push(String(after.version))
  else if (after !== null && before !== null && after.version !== before.version)
    cells.push(`+ ${after.version - before.version}`)
  return cells.join(', ') || NONE
}

/** What becomes of a record that is there, and of which. */
function softDelete({ before, after, reachesDestroyed }: Seen): string {
  if (before === null || JSON.stringify(before) === JSON.stringify(after)) return NONE
  if (before.deletedAt !== null) return 'brings back'
  const which = reachesDestroyed ? 'any' : 'the living'
  if (after === null) return `removes ${which}`
  return after.deletedAt === null ? which : `marks ${which}`
}

/** The columns behind those of the call and its hooks: their heads, and what they say of what was seen. */
export const columns: readonly (readonly [string, (seen: Seen) => string])[] = [
  ['checks', checks],
  ['`timestamps`', timestamps],
  ['`versioned`', version],
  ['`audited`', ({ actions }) => actions.join(', ') || NONE],
  ['`softDelete`', softDelete],
  ['`onDelete`', ({ followed }) => (followed ? 'yes' : NONE)],
]

const nameOf = (sequences: Readonly<Record<string, Seen | undefined>>, { hooks }: Seen): string => {
  const found = Object.entries(sequences).find(([, seen]) => seen?.hooks.join() === hooks.join())
  if (found === undefined) throw new Error(`the page has no name for the hooks ${hooks.join()}`)
  return found[0]
}

/** The name of the sequence of hooks that was seen to run. */
export const hooksCell = (sequences: Readonly<Record<string, Seen | undefined>>, seen: Seen): string =>
  seen.hooks.length === 0 ? NONE : nameOf(sequences, seen)

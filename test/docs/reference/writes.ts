import { code, table } from './table.ts'
import { calls } from './writes/calls.ts'
import type { Seen } from './writes/seen.ts'
import { see } from './writes/seen.ts'

const NONE = '–'

/** Sequences of hooks, as the page names them. */
class Sequences {
  readonly #names = new Map<string, string>()
  readonly lines: string[] = []

  add(name: string, { hooks }: Seen): void {
    this.#names.set(hooks.join(), name)
    this.lines.push(`- ${name}: ${hooks.map(code).join(', ')}`)
  }

  nameOf({ hooks }: Seen): string {
    const name = hooks.length === 0 ? NONE : this.#names.get(hooks.join())
    if (name === undefined) throw new Error(`the page has no name for the hooks ${hooks.join()}`)
    return name
  }
}

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
  const grows = after !== null && (before === null || after.version > before.version)
  const cells = [...(refusesStale ? ['checked'] : []), ...(grows ? [before === null ? '1' : '+ 1'] : [])]
  return cells.join(', ') || NONE
}

/** What becomes of a record that is there, and of which. */
function softDelete({ before, after, reachesDestroyed }: Seen): string {
  if (before === null) return NONE
  if (after === null) return reachesDestroyed ? 'removes any' : 'removes the living'
  if (before.deletedAt !== null) return 'brings back'
  if (after.deletedAt !== null) return reachesDestroyed ? 'marks any' : 'marks the living'
  return reachesDestroyed ? 'any' : 'the living'
}

/** What was seen of every call, by its name. */
async function seeAll(): Promise<ReadonlyMap<string, Seen>> {
  const seen = new Map<string, Seen>()
  for (const call of calls) seen.set(call.name, await see(call))
  return seen
}

function sequencesOf(seen: ReadonlyMap<string, Seen>): Sequences {
  const sequences = new Sequences()
  for (const [name, call] of [
    ['create', '`create`'],
    ['update', '`save` of a changed record'],
    ['restore', '`restore`'],
    ['destroy', '`destroy`'],
  ] as const) {
    const found = seen.get(call)
    if (found === undefined) throw new Error(`nothing was seen of ${call}`)
    sequences.add(name, found)
  }
  return sequences
}

/** The page of writes. */
export async function writesPage(): Promise<string> {
  const seen = await seeAll()
  const sequences = sequencesOf(seen)
  const rows = [...seen].map(([name, one]) => [
    name,
    sequences.nameOf(one),
    checks(one),
    timestamps(one),
    version(one),
    one.actions.join(', ') || NONE,
    softDelete(one),
    one.followed ? 'yes' : NONE,
  ])
  return `# Writes

What each call does to a record whose model has every mixin and hook: seen, by making the calls. Of a model without a mixin, leave its column out. [The guide](../guide/hooks-and-mixins.md) says how hooks and mixins are used.

${table(['call', 'hooks', 'checks', '`timestamps`', '`versioned`', '`audited`', '`softDelete`', '`onDelete`'], rows)}

- **hooks**: which sequence runs, of those below; – none.
- **checks**: all attributes, or those that change. Names and types are checked together with validators.
- **\`versioned\`**: checked: a record that somebody else has changed since it was read is refused with \`STALE_VERSION\`.
- **\`audited\`**: the action in the history, one entry for each record.
- **\`softDelete\`**: which records the call reaches, and what becomes of them. Through \`withDeleted()\` the calls on many records reach those marked as destroyed too.
- **\`onDelete\`**: whether the records that refer to it follow. The last two rows are what they go through.

## Hooks

${sequences.lines.join('\n')}

\`afterInitialize\` runs besides, whenever a record is made or read.
`
}

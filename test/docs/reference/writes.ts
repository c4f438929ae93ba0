import { memory } from '../../../src/stores/memory/index.ts'
import { code, table } from './table.ts'
import { calls } from './writes/calls.ts'
import { columns, hooksCell } from './writes/cells.ts'
import type { MakeStore, Seen } from './writes/seen.ts'
import { see } from './writes/seen.ts'

/** What was seen of every call, by its name. */
async function seeAll(makeStore: MakeStore): Promise<ReadonlyMap<string, Seen>> {
  const all = new Map<string, Seen>()
  for (const call of calls) all.set(call.name, await see(call, makeStore))
  return all
}

/** The page of writes, as a store does them: all do the same. */
export async function writesPage(makeStore: MakeStore = memory): Promise<string> {
  const all = await seeAll(makeStore)
  const sequences = {
    create: all.get('`create`'),
    update: all.get('`save` of a changed record'),
    destroy: all.get('`destroy`'),
  }
  const rows = [...all].map(([name, seen]) => [
    name,
    hooksCell(sequences, seen),
    ...columns.map(([, cell]) => cell(seen)),
  ])
  const lines = Object.entries(sequences).map(
    ([name, seen]) => `- ${name}: ${(seen?.hooks ?? []).map(code).join(', ')}`,
  )
  return `# Writes

What each call does to a record whose model has all of these mixins, and every hook. The table is made by making the calls. [Hooks and mixins](../guide/hooks-and-mixins.md) explains what the columns are about.

${table(['call', 'hooks', ...columns.map(([head]) => head)], rows)}

- hooks: which of the sequences below run around it.
- checks: which attributes are checked. Null is not, where it may be.
- \`timestamps\`: what is set.
- \`versioned\`: the version that the record gets; _checked_: a record that somebody else has changed since it was read is refused with \`STALE_VERSION\`.
- \`audited\`: the action in the history, one entry for each record.
- \`softDelete\`: which records the call reaches, and what becomes of them. Calls on many records reach any through \`withDeleted()\`.
- \`onDelete\`: whether those that refer to the record follow.

_Nested_ is what is done to [related records](../guide/relations.md#writing-related-records) along with another. The last rows are a record that [refers to another](../guide/relations.md#what-happens-to-those-who-refer) which is destroyed: only marked so, or removed for good.

## Hooks

${lines.join('\n')}

\`afterInitialize\` runs whenever a record is made or read.
`
}

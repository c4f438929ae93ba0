import { bindingOf } from '../model/binding.ts'
import type { ConnectedModel } from '../model/connected-model.ts'
import { createMixin } from '../model/mixin.ts'
import { find } from '../model/read/find.ts'
import { readKey } from '../model/read/find-by-id.ts'
import type { RecordBase } from '../model/record.ts'
import type { Journal, RowChange, WriteAction } from '../model/row-change.ts'
import type { Bindable, Binding } from '../model/scope.ts'
import type { Mixin } from '../model/types/mixin-type.ts'
import { insertRows } from '../model/write/insert.ts'
import { readRows } from '../model/write/read-row.ts'
import { bindingOfRecord, requireLoaded, requireSaved } from '../model/write/saved-record.ts'
import { invalidQuery } from '../query/query-error.ts'
import { cast } from '../support/cast.ts'
import { entryOf, recordIdOf } from './audit-entry.ts'
import type { AuditDiff } from './audit-trail.ts'
import { entryAttributes } from './audit-trail.ts'

/** One entry of a record's history. */
export interface AuditEntry {
  readonly id: string
  readonly action: WriteAction
  readonly diff: AuditDiff
  readonly version: number | null
  readonly actorId: string | null
  readonly actorKind: string | null
  readonly role: string | null
  readonly reason: string | null
  readonly at: Date
}

/** How a model is audited. */
export interface AuditedOptions {
  /** The model that holds the history, which has the mixin `auditTrail()`; `Change` by default. */
  readonly into?: string
}

/** How much of a history is read. */
export interface HistoryArgs {
  readonly limit?: number
  readonly offset?: number
}

/** What `audited()` adds to records. */
interface AuditedMethods {
  /** What was done to the record, the latest first. */
  history(args?: HistoryArgs): Promise<AuditEntry[]>
}

/** What `audited()` adds to models. */
interface AuditedStatics {
  /** What was done to the record of a key, be it there or not any more; the latest first. */
  historyOf(key: unknown, args?: HistoryArgs): Promise<AuditEntry[]>
}

const journal = (into: string): Journal<Binding> => ({
  into,
  attributes: entryAttributes,
  async enter({ model, scope }, changes: readonly RowChange[]) {
    const trail = scope.core.models.get(into)
    const entries = changes.flatMap((change) => entryOf(model, change, scope.caller) ?? [])
    if (trail === undefined || entries.length === 0) return
    await insertRows({ model: trail, scope }, await readRows(trail, entries))
  },
})

/** Refuses what would change whose entries are read. */
function checkArguments({ name }: ConnectedModel, args: HistoryArgs): HistoryArgs {
  const unknown = Object.keys(args).find((argument) => argument !== 'limit' && argument !== 'offset')
  if (unknown === undefined) return args
  throw invalidQuery(name, undefined, `knows no argument '${unknown.slice(0, 64)}' of a history`)
}

async function read(
  { model, scope }: Binding,
  key: readonly unknown[] | undefined,
  { into, ...args }: HistoryArgs & { readonly into: string },
): Promise<AuditEntry[]> {
  const part = checkArguments(model, args)
  if (key === undefined) return []
  const where = { model: model.name, recordId: recordIdOf(model, key) }
  const entries = await find(scope.classOf(into), { where, sort: { id: 'desc' }, plain: true, ...part })
  return cast<AuditEntry[]>(entries, 'the fields of the mixin auditTrail')
}

/**
 * Keeps the history of every record in another model: who created, changed or destroyed it, when, in which role, and a
 * readable diff; of bulk writes too. An entry and its write are one transaction.
 * @example
 * defineModel({ name: 'Post', schema: { id: field.id() }, mixins: [audited()] })
 */
export const audited = ({
  into = 'Change',
}: AuditedOptions = {}): Mixin<{}, AuditedMethods, AuditedStatics, never> =>
  cast(
    createMixin({
      journal: cast<Journal>(journal(into), 'it is given the binding of its model'),
      methods: {
        async history(this: RecordBase, args?: HistoryArgs) {
          const binding = bindingOfRecord(this)
          await requireLoaded(this)
          return read(binding, this.isNew ? undefined : requireSaved(this, binding), { ...args, into })
        },
      },
      statics: {
        async historyOf(this: Bindable, key: unknown, args?: HistoryArgs) {
          const binding = bindingOf(this)
          return read(binding, readKey(binding.model, key), { ...args, into })
        },
      },
    }),
    'the mixin has these methods and statics',
  )

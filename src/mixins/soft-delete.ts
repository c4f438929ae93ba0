import { bindingOf } from '../model/binding.ts'
import { createPrometheus } from '../model/prometheus.ts'
import type { RecordBase } from '../model/record.ts'
import type { Bindable } from '../model/scope.ts'
import { BINDING } from '../model/scope.ts'
import { seeingAll } from '../model/seeing-all.ts'
import { purgeWhere } from '../model/write/destroy.ts'
import { purge, restore } from '../model/write/destroy-record.ts'
import { field } from '../schema/factories.ts'
import { cast } from '../support/cast.ts'

const { defineMixin } = createPrometheus()

const recordOf = (record: unknown): RecordBase => cast(record, 'methods are called on records')
const modelOf = (model: unknown): Bindable => cast(model, 'statics are called on models')

/** A model, as far as it takes the filter of what is to go. */
interface Destroying {
  destroyWhere(where: never): Promise<number>
}

/** The model class, whose queries see the records that are marked as destroyed too. */
function withDeleted<C>(Model: C): C {
  const { model, scope } = bindingOf(modelOf(Model))
  const All = class extends cast<new (...values: never[]) => object>(Model, 'a model is a class') {}
  Object.defineProperty(All, 'name', { value: model.name })
  Object.defineProperty(All, BINDING, { value: { model: seeingAll(model), scope } })
  return cast<C>(All, 'the same class but for what it sees')
}

/**
 * Records are destroyed by setting `deletedAt`, and are not seen any more: not by queries, not through relations, not
 * by unique fields. `withDeleted()` sees them, `restore()` brings one back, `purge()` and `purgeWhere` remove for good.
 * @example
 * defineModel({ name: 'Post', schema: { id: field.id() }, mixins: [softDelete()] })
 */
export const softDelete = defineMixin({
  schema: { deletedAt: field.datetime({ readonly: true, tombstone: true, index: true }) },
  methods: {
    /** Makes a destroyed record a living one again. */
    async restore(): Promise<void> {
      await restore(recordOf(this))
    },
    /** Removes the record for good. */
    purge(): Promise<void> {
      return purge(recordOf(this))
    },
  },
  statics: {
    /** The same model, whose queries see destroyed records too. */
    withDeleted<C>(this: C): C {
      return withDeleted(this)
    },
    /** Removes all records that match for good; gives their number. */
    purgeWhere<C extends Destroying>(this: C, where: Parameters<C['destroyWhere']>[0]): Promise<number> {
      return purgeWhere(modelOf(this), where)
    },
  },
})

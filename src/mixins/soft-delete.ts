import { asking } from '../model/asking.ts'
import { bindingOf, boundClass } from '../model/binding.ts'
import { createPrometheus } from '../model/prometheus.ts'
import type { RecordBase } from '../model/record.ts'
import type { Bindable } from '../model/scope.ts'
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
      const record = recordOf(this)
      await asking(record.constructor as Bindable, () => restore(record))
    },
    /** Removes the record for good. */
    purge(): Promise<void> {
      const record = recordOf(this)
      return asking(record.constructor as Bindable, () => purge(record))
    },
  },
  statics: {
    /** The same model, whose queries see destroyed records too. */
    withDeleted<C>(this: C): C {
      const { model, scope } = bindingOf(modelOf(this))
      const Model = cast<C & (new (...values: never[]) => object)>(this, 'a model is a class')
      return boundClass(Model, { model: seeingAll(model), scope })
    },
    /** Removes all records that match for good; gives their number. */
    purgeWhere<C extends Destroying>(this: C, where: Parameters<C['destroyWhere']>[0]): Promise<number> {
      return asking(modelOf(this), () => purgeWhere(modelOf(this), where))
    },
  },
})

import { PrometheusError } from '../../errors/error.ts'
import type { Condition } from '../../query/condition.ts'
import { among, and } from '../../query/condition.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Referrer } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { execute, toldBy } from '../execute.ts'
import { hydrateAll } from '../hydrate.ts'
import type { FindShape } from '../read/find-shape.ts'
import { prepareFind } from '../read/find-shape.ts'
import type { RecordBase } from '../record.ts'
import type { Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import { seeingAll } from '../seeing-all.ts'
import { requireToFollow } from './apart.ts'
import { changeMatching } from './change-matching.ts'
import { havingOne } from './matching.ts'

/** How records go: for good or only marked as destroyed, and how those go that they take along. */
export interface Going {
  readonly permanent: boolean
  /** Destroys one record in a transaction that is open already, with its hooks and with all that has to follow. */
  readonly destroy: (record: RecordBase, binding: Binding) => Promise<void>
}

async function referring(
  binding: Binding,
  field: FieldShape,
  keys: readonly unknown[],
): Promise<RecordBase[]> {
  const { model, scope } = binding
  const shape = compiled<FindShape>(model, `q${field.index}`, () =>
    prepareFind(model, { where: and(among(field, 0), model.living), fields: model.shape.fields, sort: [] }),
  )
  const rows = await execute(binding, 'find', shape.prepared, [keys])
  return hydrateAll(scope.classOf(model.name), rows, shape.decode)
}

async function setNull(binding: Binding, field: FieldShape, keys: readonly unknown[]): Promise<number> {
  const { model } = binding
  if (model.definition.appendOnly && (await referring(binding, field, keys)).length === 0) return 0
  const attribute = model.attributes.get(field.name)
  return changeMatching(binding, havingOne(model, field, keys), {
    action: 'update',
    changes: new Map(attribute && [[attribute, { op: 'set', value: null }]]),
  })
}

/** Records of the owner's own model that go together do not keep each other from going. */
function keeping({ model, field }: Referrer, owner: Binding): Condition {
  const refers = and(among(field, 0), model.living)
  const [key] = model.shape.key
  if (model.shape !== owner.model.shape || key === undefined) return refers
  return and(refers, { ...among(key, 0), not: true })
}

/** Refuses that records go to which others refer, where no store sees to it; another store is asked by itself. */
async function restrict(referrer: Referrer, owner: Binding, keys: readonly unknown[]): Promise<void> {
  const { model, field } = referrer
  const { prepared } = compiled<FindShape>(model, `j${field.index}`, () =>
    prepareFind(model, { where: keeping(referrer, owner), fields: [], sort: [], limit: { literal: 1 } }),
  )
  const binding = { model, scope: owner.scope }
  const isTogether = model.store === owner.model.store
  const found = isTogether
    ? await execute(binding, 'exists', prepared, [keys])
    : await prepared.run([keys], null, toldBy(binding))
  if (found.length === 0) return
  const message = `${owner.model.name}: ${model.name}.${field.name} still refers to the record. Remove or change what refers to it first.`
  throw new PrometheusError('FOREIGN_KEY_VIOLATION', message, {
    model: owner.model.name,
    fields: owner.model.shape.key.map(({ name }) => name),
    referrer: { model: model.name, field: field.name },
  })
}

/** Without transactions nothing is taken along; whether there is anything is asked as where it is restricted. */
async function isRefused(
  binding: Binding,
  field: FieldShape,
  { owner, keys }: { readonly owner: Binding; readonly keys: readonly unknown[] },
): Promise<boolean> {
  if (owner.model.store.capabilities.transactions) return false
  return (await referring(binding, field, keys)).length > 0
}

async function follow(
  referrer: Referrer,
  owner: Binding,
  keys: readonly unknown[],
  { permanent, destroy }: Going,
): Promise<void> {
  const { onDelete, field } = referrer
  const model = permanent ? seeingAll(referrer.model) : referrer.model
  if (onDelete === 'restrict') return restrict({ ...referrer, model }, owner, keys)
  const binding = { model, scope: owner.scope }
  if (await isRefused(binding, field, { owner, keys })) return requireToFollow(owner.model)
  if (onDelete === 'setNull') await setNull(binding, field, keys)
  else for (const record of await referring(binding, field, keys)) await destroy(record, binding)
}

/**
 * Does what refs with `onDelete` ask for before records with these keys go: children go too, or refer to nothing. All
 * that refers to them has to follow, seen by the caller or not: whether the caller may was asked before anything went.
 */
export async function followDestroy(binding: Binding, keys: readonly unknown[], going: Going): Promise<void> {
  const all = trusted(binding)
  for (const referrer of binding.model.referrers) await follow(referrer, all, keys, going)
}

import type { Identity } from '../../query/compare.ts'
import { identityOf } from '../../query/compare.ts'
import { among, and } from '../../query/condition.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { danglingReference } from '../../store/dangling-reference.ts'
import { bindingOf } from '../binding.ts'
import { compiled } from '../connected-model.ts'
import { decodeRow } from '../decode-cell.ts'
import { execute, toldBy } from '../execute.ts'
import type { FindShape } from '../read/find-shape.ts'
import { prepareFind } from '../read/find-shape.ts'
import { readWhere } from '../read/where.ts'
import type { Binding } from '../scope.ts'

/** The values that a ref is to have in some records. */
export interface Referring {
  readonly field: FieldShape
  readonly values: readonly unknown[]
}

/** The keys among the given ones of records that the caller may read. */
async function visibleKeys(
  owner: Binding,
  target: Binding,
  values: readonly unknown[],
): Promise<Set<Identity>> {
  const { model } = target
  const [field] = model.shape.key as readonly [FieldShape]
  const identity = identityOf(field)
  const { guard } = target.scope
  if (guard?.asks(model) === true) {
    const args = { where: { [field.name]: { $in: values } }, select: { [field.name]: true } }
    const found = await guard.admittedFind(target.scope.classOf(model.name), target, args)
    return new Set(found.map((item) => identity(Reflect.get(item, field.name))))
  }
  const key = new ShapeKey('h')
  const parameters: unknown[] = [values]
  const seen = readWhere(target, undefined, { key, parameters })
  const { prepared } = compiled<FindShape>(model, key.text, () =>
    prepareFind(model, { where: and(among(field, 0), seen()), fields: [field], sort: [] }),
  )
  const isTogether = model.store === owner.model.store
  const found = isTogether
    ? await execute({ model, scope: owner.scope }, 'find', prepared, parameters)
    : await prepared.run(parameters, null, toldBy(target))
  return new Set(found.map((row) => identity(decodeRow(row, prepared)[0])))
}

/** Refuses refs to records that the caller may not read. */
export async function requireVisible(binding: Binding, { field, values }: Referring): Promise<void> {
  const { model, scope } = binding
  const distinct = values.filter((value) => value !== null && value !== undefined)
  const { core, guard } = scope
  const target = field.ref && core.models.get(field.ref.model)
  if (target === undefined || guard === null || distinct.length === 0) return
  if (target.definition.permissions !== undefined && guard.policy(target, 'read') === true) return
  const seen = await visibleKeys(binding, bindingOf(scope.classOf(target.name)), distinct)
  const identity = identityOf(field)
  if (distinct.some((value) => !seen.has(identity(value)))) throw danglingReference(model, field)
}

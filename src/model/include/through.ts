import type { Identity, OrderTerm } from '../../query/compare.ts'
import { identityOf } from '../../query/compare.ts'
import { ALWAYS, among, and, related } from '../../query/condition.ts'
import { readSort, sortKeyText, totalOrder } from '../../query/read-sort.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { RelationShape } from '../../schema/shape.ts'
import type { FindPlan, PreparedRead, Row } from '../../store/contract.ts'
import { bindingOf } from '../binding.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import type { Range } from '../read/bounds.ts'
import { boundsOf } from '../read/bounds.ts'
import { readWhere } from '../read/where.ts'
import type { Binding } from '../scope.ts'
import type { Places } from './places.ts'
import type { Include } from './read-include.ts'

/** Many to many: the records between, the step of their owners to them, and the step from them to the targets. */
export interface Between extends Binding {
  readonly from: RelationShape
  readonly onward: RelationShape
}

/** What lies between the owners and the targets of a relation, where it is many to many. */
export function betweenOf({ scope }: Binding, { relation }: Include): Between | undefined {
  const [from, onward] = relation.steps
  return onward === undefined ? undefined : { ...bindingOf(scope.classOf(from.target.name)), from, onward }
}

/** A read of the records between that can run. */
interface Reading {
  readonly prepared: PreparedRead
  readonly parameters: readonly unknown[]
}

type Request = Pick<FindPlan, 'where' | 'sort'> & Partial<Pick<FindPlan, 'each' | 'limit' | 'offset'>>

const prepare = ({ model, from, onward }: Between, request: Request): PreparedRead =>
  model.store.prepare({
    kind: 'find',
    model: model.shape,
    fields: [from.foreign, onward.local],
    one: false,
    ...request,
  })

/** All records between the owners and anything. */
function readingAll(between: Between, locals: readonly unknown[]): Reading {
  const { model, from, onward } = between
  const key = new ShapeKey(`t${from.foreign.index},${onward.local.index}`)
  const parameters: unknown[] = [locals]
  const seen = readWhere(between, undefined, { key, parameters })
  const prepared = compiled(model, key.text, () =>
    prepare(between, { where: and(among(from.foreign, 0), seen()), sort: [] }),
  )
  return { prepared, parameters }
}

/** Of each owner a range of the records that lead to a target that fits, in the order of the targets. */
function readingRange(
  between: Between,
  {
    include: { relation, args },
    range,
    locals,
  }: { include: Include; range: Range; locals: readonly unknown[] },
): Reading {
  const { model, scope, from, onward } = between
  const { target } = relation
  const parameters: unknown[] = []
  const key = new ShapeKey(`t${from.foreign.index},${onward.local.index}`)
  const fits = readWhere({ model: target, scope }, args.where, { key, parameters })
  key.text += '|'
  const seen = readWhere(between, undefined, { key, parameters })
  const each = { field: from.foreign, param: parameters.push(locals) - 1 }
  const { key: boundsKey, bounds } = boundsOf(range, parameters)
  const terms = args.sort === undefined ? [] : readSort(target, args.sort, scope.guard)
  key.text += `s${sortKeyText(terms)}${boundsKey}`
  const hop = { relation: onward, where: ALWAYS }
  const ofTarget = (term: OrderTerm): OrderTerm => ({ ...term, via: [hop, ...(term.via ?? [])] })
  const prepared = compiled(model, key.text, () =>
    prepare(between, {
      where: and(related(onward, fits()), seen()),
      sort: totalOrder(totalOrder(terms, target.shape.key).map(ofTarget), model.shape.key),
      each,
      ...bounds,
    }),
  )
  return { prepared, parameters }
}

/**
 * Many to many: pairs of the owner's key and the target's, from the records between. With a range, what of each owner
 * is not in it is left out already.
 */
export async function readThrough(
  between: Between,
  { include, locals, range }: { include: Include; locals: readonly unknown[]; range: Range | undefined },
): Promise<readonly Row[]> {
  const { model, scope, from, onward } = between
  for (const { name } of [from.foreign, onward.local]) scope.guard?.requireReadable(model, name)
  const { prepared, parameters } =
    range === undefined ? readingAll(between, locals) : readingRange(between, { include, range, locals })
  return execute(between, 'find', prepared, parameters)
}

/** The places of the targets by the owner's key, in the order in which the targets were read. */
export function throughPlaces({ from, onward }: Between, pairs: readonly Row[], byKey: Places): Places {
  const places = new Map<Identity, number[]>()
  const [ownerOf, targetOf] = [identityOf(from.foreign), identityOf(onward.local)]
  for (const [owner, target] of pairs) {
    const found = target === null ? [] : (byKey.get(targetOf(target)) ?? [])
    const group = places.get(ownerOf(owner))
    if (group === undefined) places.set(ownerOf(owner), [...found])
    else group.push(...found)
  }
  for (const group of places.values()) group.sort((a, b) => a - b)
  return places
}

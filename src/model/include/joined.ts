import type { IncludePlan, RowColumns } from '../../store/contract.ts'
import { bindingOf } from '../binding.ts'
import type { ConnectedRelation } from '../connected-model.ts'
import { readRange } from '../read/arguments.ts'
import { boundsOf } from '../read/bounds.ts'
import type { FindRequest, Joined } from '../read/find-shape.ts'
import { fieldsRead, rowShape } from '../read/find-shape.ts'
import type { Reading } from '../read/where.ts'
import { readWhere } from '../read/where.ts'
import type { Binding } from '../scope.ts'
import type { Include, Includes } from './read-include.ts'
import { localFields, readInclude } from './read-include.ts'
import { rowsAskedFor } from './related-read.ts'

/** What is read of a relation in the rows of those who have it. */
interface JoinedRequest
  extends Pick<FindRequest, 'fields' | 'beside' | 'where' | 'sort' | 'limit' | 'offset'> {
  readonly relation: ConnectedRelation
  readonly joined: Joined | undefined
}

/**
 * The includes that can be read in the statement of a few records. Many to many is read apart, since what it leads to
 * is shared; so are records of which functions are asked.
 */
export const joinable = ({ model, scope: { guard } }: Binding, includes: Includes): Includes =>
  model.store.capabilities.includes
    ? includes.filter(
        ({ relation: { steps, sameStore, target } }) =>
          steps.length === 1 && sameStore && guard?.asks(target) !== true,
      )
    : []

function planOf({ relation, where, sort, limit, offset, ...rows }: JoinedRequest): IncludePlan {
  const [step] = relation.steps
  const bounds = { ...(limit && { limit }), ...(offset && { offset }) }
  const include = rows.joined && { include: rows.joined.plans }
  return { relation: step, fields: fieldsRead(rows), where, sort, ...bounds, ...include }
}

const NO_COLUMNS: RowColumns = { decode: [] }

function joinedOf(requests: readonly JoinedRequest[]): Joined {
  return {
    plans: requests.map(planOf),
    shapesIn({ decode, included = [] }) {
      const first = decode.length - requests.length
      const shape = (request: JoinedRequest, i: number) => ({
        column: first + i,
        shape: rowShape(request.relation.target, request, included[i] ?? NO_COLUMNS),
      })
      return new Map(requests.map((request, i) => [request.relation.name, shape(request, i)]))
    },
  }
}

/** Reads the arguments of one include into the key and the parameters of the statement. */
function readOne({ scope }: Binding, include: Include, reading: Reading): () => JoinedRequest {
  const { relation, args, depth } = include
  const target = bindingOf(scope.classOf(relation.target.name))
  const { model } = target
  const nested = readInclude(model, args.include, depth + 1)
  for (const { name } of [relation.steps[0].foreign, ...localFields(nested)])
    scope.guard?.requireReadable(model, name)
  const { key, parameters } = reading
  key.text += `j${relation.name}(`
  const where = readWhere(target, args.where, reading)
  const range = readRange(model, args)
  const { key: boundsKey, bounds } = boundsOf(relation.many ? range : { limit: 1 }, parameters)
  const { key: rowsKey, ...rows } = rowsAskedFor(target, include, localFields(nested))
  // Lists in lists would be many statements for the database too: these are read apart.
  const single = joinable(target, nested).filter((inner) => !relation.many || !inner.relation.many)
  const joined = readJoined(target, single, reading)
  key.text += `${boundsKey}${rowsKey})`
  return () => ({ relation, where: where(), ...bounds, ...rows, joined: joined?.() })
}

/** Reads includes into the key and the parameters of the statement of those that they belong to; gives what it is to hold. */
export function readJoined(
  binding: Binding,
  includes: Includes,
  reading: Reading,
): (() => Joined) | undefined {
  if (includes.length === 0) return undefined
  const makers = includes.map((include) => readOne(binding, include, reading))
  return () => joinedOf(makers.map((make) => make()))
}

import { PrometheusError } from '../errors/error.ts'
import { isPlainObject } from '../support/plain-object.ts'
import type { FilterContext, FilterRelation, FilterScope } from './filter-context.ts'
import type { StoredAttribute } from './filter-sink.ts'
import type { Policy } from './policy.ts'
import { forbiddenRead, invalidQuery, otherStore, unknownField, unknownOperator } from './query-error.ts'
import { readFieldFilter } from './read-field-filter.ts'
import { readJsonFilter } from './read-json-filter.ts'

/**
 * Reads a filter, an object of conditions all of which must hold: checks every name and value, tells the context's
 * sink what is asked, and collects the parameters.
 */
export function readFilter(context: FilterContext, where: unknown): void {
  if (!isPlainObject(where)) {
    throw invalidQuery(
      context.scope.name,
      undefined,
      'takes a filter that is an object such as { name: value }',
    )
  }
  context.enter()
  context.sink.begin('and')
  for (const key of Object.keys(where)) {
    if (key.startsWith('$')) readLogic(context, key, where[key])
    else readEntry(context, key, where[key])
  }
  context.sink.end()
  context.leave()
}

function readEntry(context: FilterContext, name: string, value: unknown): void {
  if (value === undefined) {
    throw invalidQuery(context.scope.name, name, 'is undefined in a filter; leave the key out, or say null')
  }
  context.count()
  const policy = policyOf(context, name)
  if (policy === true) return readNamed(context, name, value)
  context.sink.begin('and')
  readNamed(context, name, value)
  readPolicy(context, policy)
  context.sink.end()
}

/** Of which records an attribute may be known, be it asked for itself or to follow a ref; refused where of none. */
function policyOf({ scope, access }: FilterContext, name: string): Policy {
  if (access === undefined) return true
  const read = scope.relations.get(name)?.steps[0].local.name ?? name
  const policy = access.attribute(scope, read)
  if (policy === false) throw forbiddenRead(scope.name, read)
  return policy
}

function readNamed(context: FilterContext, name: string, value: unknown): void {
  const relation = context.scope.relations.get(name)
  if (relation !== undefined) return readRelation(context, relation, value)
  const attribute = storedAttribute(context, name)
  if (attribute.shape.kind === 'json') readJsonFilter(context, attribute, [], value)
  else readFieldFilter(context, attribute, value)
}

function refuseAsked(model: string, role: string): never {
  const message = `${model}: the role '${role}' decides record by record, which this call cannot do.`
  throw new PrometheusError('UNSUPPORTED', message, { model, role })
}

/** Reads a rule beside a filter: nothing where it allows all, else what a record has to fit. */
export function readPolicy(context: FilterContext, policy: Policy): void {
  if (policy === true) return
  if (policy === false) return context.sink.constant(false)
  const [role] = policy.asked?.roles ?? []
  if (role !== undefined) refuseAsked(context.scope.name, role.name)
  readFilter(context.rule(), policy.where)
}

function readRelation(context: FilterContext, relation: FilterRelation, value: unknown): void {
  if (!relation.sameStore) throw otherStore(context.scope.name, relation.name)
  if (relation.many) return readQuantified(context, relation, value)
  if (value !== null) return readRelated(context, relation, value)
  context.sink.begin('not')
  readRelated(context, relation, {})
  context.sink.end()
}

/** One related record at least fits the filter. */
function readRelated(context: FilterContext, relation: FilterRelation, where: unknown): void {
  readAlong(context, relation, (inside) => readFilter(inside, where))
}

/** Whom records refer to is told by finding them so: refused where that may not be known of each. */
function requireKnown({ access }: FilterContext, scope: FilterScope, name: string): void {
  if (access !== undefined && access.attribute(scope, name) !== true) throw forbiddenRead(scope.name, name)
}

/** Reads what is asked of related records, and of those between: of such as may be known of. */
function readAlong(
  context: FilterContext,
  relation: FilterRelation,
  read: (inside: FilterContext) => void,
): void {
  const { sink, access, ofRule } = context
  const { between, target, steps } = relation
  const [first, second] = steps
  requireKnown(context, between ?? target, first.foreign.name)
  if (between !== undefined && second !== undefined) requireKnown(context, between, second.local.name)
  sink.beginRelated(relation, 0, ofRule)
  if (between !== undefined) {
    if (access !== undefined) readPolicy(context.inside(between), access.records(between))
    sink.beginRelated(relation, 1, ofRule)
  }
  const inside = context.inside(relation.target)
  read(inside)
  if (access !== undefined) readPolicy(inside, access.records(relation.target))
  if (between !== undefined) sink.end()
  sink.end()
}

const QUANTIFIERS = ['$some', '$none', '$every']

function readQuantified(context: FilterContext, relation: FilterRelation, value: unknown): void {
  const { name } = relation
  if (!isPlainObject(value) || Object.keys(value).length === 0) {
    throw invalidQuery(
      context.scope.name,
      name,
      'takes { $some: filter }, { $none: filter } or { $every: filter }',
    )
  }
  for (const [quantifier, where] of Object.entries(value)) {
    if (!QUANTIFIERS.includes(quantifier))
      throw unknownOperator(context.scope.name, name, quantifier, QUANTIFIERS)
    if (quantifier === '$some') readRelated(context, relation, where)
    else readNone(context, relation, where, quantifier === '$every')
  }
}

/** No related record fits the filter or, of every one, none fits its complement. */
function readNone(context: FilterContext, relation: FilterRelation, where: unknown, every: boolean): void {
  context.sink.begin('not')
  if (every) {
    readAlong(context, relation, (inside) => {
      inside.sink.begin('not')
      readFilter(inside, where)
      inside.sink.end()
    })
  } else readRelated(context, relation, where)
  context.sink.end()
}

function storedAttribute({ scope }: FilterContext, name: string): StoredAttribute {
  const attribute = scope.attributes.get(name)
  if (attribute === undefined)
    throw unknownField(scope.name, name, [...scope.attributes.keys(), ...scope.relations.keys()])
  if (attribute.shape === undefined)
    throw invalidQuery(scope.name, name, 'is not stored, so no filter can use it')
  if (attribute.shape.kind === 'password')
    throw invalidQuery(scope.name, name, 'is a password; no filter can use it')
  return attribute as StoredAttribute
}

function readLogic(context: FilterContext, key: string, value: unknown): void {
  const { name } = context.scope
  if (key === '$not') return readGroup(context, 'not', [value])
  if (key !== '$and' && key !== '$or') throw unknownOperator(name, 'where', key, ['$and', '$or', '$not'])
  if (!Array.isArray(value)) throw invalidQuery(name, undefined, `takes a list of filters behind ${key}`)
  if (key === '$or' && value.length === 0)
    throw invalidQuery(name, undefined, 'has an empty $or, which no record could match')
  readGroup(context, key === '$or' ? 'or' : 'and', value)
}

function readGroup(context: FilterContext, op: 'and' | 'or' | 'not', filters: readonly unknown[]): void {
  context.sink.begin(op)
  for (const filter of filters) readFilter(context, filter)
  context.sink.end()
}

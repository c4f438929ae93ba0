import type { Condition } from '../query/condition.ts'
import type { FieldShape, ModelShape } from '../schema/shape.ts'
import type { Action } from './actions.ts'
import type { AccessDefinition, AccessModel } from './definition.ts'
import { alwaysOf, listed, roleOf } from './definition.ts'
import type { Models } from './holdings.ts'
import { alwaysClaim, Holdings, named, roleClaim, ruleHolding } from './holdings.ts'
import { reachFieldsOf } from './reach.ts'
import type { Claim, Holding, Ownership, RowRule, RowRules, RowSecurityPlan } from './row-rule.ts'

/** A claim, and the rule or role of which a session tells by it. */
export interface ClaimSource {
  readonly claim: Claim
  readonly model: AccessModel
  readonly role?: string
  readonly always?: string
}

/** What a database has to know of the rules of models, and what sessions have to tell it. */
export interface RowAccess {
  readonly plan: RowSecurityPlan
  readonly claims: readonly ClaimSource[]
}

const isDecided = (definition: AccessDefinition, name: string): boolean => {
  const { check, checkRecord } = roleOf(definition, name) ?? {}
  return check !== undefined || checkRecord !== undefined
}

/** A condition on a record as it would be with the value of one field in the place of another's. */
function swapped(condition: Condition, from: FieldShape, to: FieldShape): Condition {
  if ('items' in condition)
    return { ...condition, items: condition.items.map((item) => swapped(item, from, to)) }
  if (condition.op === 'related') {
    const { relation } = condition
    return relation.local === from ? { ...condition, relation: { ...relation, local: to } } : condition
  }
  return 'field' in condition && condition.field === from ? { ...condition, field: to } : condition
}

const swappedRule = ({ any, all }: RowRule, from: FieldShape, to: FieldShape): RowRule => {
  const swap = (holding: Holding) => ({ ...holding, condition: swapped(holding.condition, from, to) })
  return { any: any.map(swap), all: all.map(swap) }
}

/** Makes of what models say the rules that a database can keep. */
class RowRulesBuilder {
  readonly #models: Models
  readonly #holdings: Holdings
  readonly #reach: ReadonlyMap<string, ReadonlySet<string>>
  readonly #always = new Map<string, Holding>()

  constructor(models: Models) {
    this.#models = models
    this.#holdings = new Holdings(models)
    this.#reach = reachFieldsOf(models)
  }

  build(): RowAccess {
    const models = [...this.#models.values()]
    const roles = models.flatMap((model) => this.#declared(model).map(({ condition }) => condition))
    const plan = { models: models.map((model) => this.#rules(model)), roles }
    return {
      plan,
      claims: models.flatMap((model) => [...this.#roleClaims(model), ...this.#ruleClaims(model)]),
    }
  }

  /** Of all roles that a model declares, those that no function decides. */
  #declared(model: AccessModel): Holding[] {
    return this.#names(model).flatMap((name) => this.#holdings.of(model, name) ?? [])
  }

  #names({ definition }: AccessModel): string[] {
    return Object.keys(definition.roles).filter((name) => !isDecided(definition, name))
  }

  #roleClaims(model: AccessModel): ClaimSource[] {
    return this.#names(model).flatMap((role) => {
      const claim = this.#holdings.of(model, role)?.claim
      return claim?.name === roleClaim(model, role) ? [{ claim, model, role }] : []
    })
  }

  #ruleClaims(model: AccessModel): ClaimSource[] {
    return Object.keys(alwaysOf(model.definition)).flatMap((always) => {
      const claim = this.#alwaysHolding(model, always)?.claim
      return claim === undefined ? [] : [{ claim, model, always }]
    })
  }

  #alwaysHolding(model: AccessModel, action: string): Holding | undefined {
    const rule = alwaysOf(model.definition)[action]
    if (rule === undefined) return undefined
    const claim = alwaysClaim(model, action)
    const known = this.#always.get(claim) ?? ruleHolding(model, rule, `always.${action}`, claim)
    this.#always.set(claim, known)
    return known
  }

  #rule(model: AccessModel, action: Action, roles = listed(model.definition, action)): RowRule {
    return {
      any: roles.flatMap((role) => this.#holdings.of(model, role) ?? []),
      all: ['all', action].flatMap((key) => this.#alwaysHolding(model, key) ?? []),
    }
  }

  #rules(model: AccessModel): RowRules {
    const { definition, shape } = model
    const [key, ...offer] = handedFields(model)
    const reach = this.#reach.get(definition.name) ?? new Set()
    const own = shape.fields.filter(({ name }) => reach.has(name))
    const handed = key === undefined ? [] : [key, ...offer]
    return {
      model: shape,
      ...(definition.permissions && { may: this.#permitted(model, key, offer[0]) }),
      ownerships: this.#ownerships(model),
      createsForOthers: listed(definition, 'create').flatMap((role) =>
        role === 'administrator' || roleOf(definition, role)?.named ? [named(role)] : [],
      ),
      kept: [...new Set([...own, ...offer])],
      handed,
    }
  }

  #permitted(
    model: AccessModel,
    key: FieldShape | undefined,
    offeredTo: FieldShape | undefined,
  ): NonNullable<RowRules['may']> {
    const read = this.#rule(model, 'read')
    const of = (action: Action) => [read, this.#rule(model, action)]
    const { accept } = transferOf(model)
    const accepts = accept !== undefined && key !== undefined && offeredTo !== undefined
    return {
      ...{ read: [read], create: [this.#rule(model, 'create')], update: of('update') },
      ...{ destroy: of('destroy'), transfer: of('transfer') },
      ...(accepts && {
        accept: [read, swappedRule(this.#rule(model, 'transfer', [accept]), key, offeredTo)],
      }),
    }
  }

  #ownerships(model: AccessModel): Ownership[] {
    const claims = new Map<FieldShape, Claim[]>()
    for (const name of Object.keys(model.definition.roles)) {
      const field = model.attributes.get(roleOf(model.definition, name)?.key ?? '')?.shape
      const claim = field && this.#holdings.of(model, name)?.claim
      if (
        field === undefined ||
        claim === undefined ||
        field.kind === 'array' ||
        isWholeKey(model.shape, field)
      )
        continue
      claims.set(field, [...(claims.get(field) ?? []), claim])
    }
    return [...claims].map(([field, list]) => ({ field, claims: list }))
  }
}

/** A new record is nobody's by what it is called. */
const isWholeKey = ({ key }: ModelShape, field: FieldShape): boolean => key.length === 1 && key[0] === field

interface WrittenTransfer {
  readonly key?: string
  readonly accept?: string
}

const transferOf = ({ definition }: AccessModel): WrittenTransfer =>
  (definition as { readonly transfer?: WrittenTransfer }).transfer ?? {}

/** What a transfer changes: the key, then to whom the record is offered, and the rest of the offer. */
function handedFields(model: AccessModel): FieldShape[] {
  const { key, accept } = transferOf(model)
  const names = accept === undefined ? [] : ['offeredBy', 'offeredAt', 'offeredUntil']
  const field = (name: string | undefined) => model.attributes.get(name ?? '')?.shape
  const offeredTo = names.length === 0 ? undefined : (field('offeredToId') ?? field('offeredTo'))
  return [field(key), offeredTo, ...names.map(field)].filter((one) => one !== undefined)
}

/** The rules of models as a database can keep them. Throws UNSUPPORTED where a function decides. */
export const rowAccessOf = (models: Models): RowAccess => new RowRulesBuilder(models).build()

import { PrometheusError } from '../errors/error.ts'
import type { HasDefinition, ManyToManyDefinition, SchemaDefinition, SchemaEntry } from './definition.ts'
import type { FieldShape, ModelShape, RelationShape } from './shape.ts'
import { unknownName } from './unknown.ts'

/** What is needed of each model to resolve relations. */
export interface RelationSource {
  readonly name: string
  readonly schema: SchemaDefinition
  readonly shape: ModelShape
}

/** All models by name. */
export type RelationSources = ReadonlyMap<string, RelationSource>

function sourceOf(owner: string, relation: string, name: string, all: RelationSources): RelationSource {
  const found = all.get(name)
  if (found === undefined) {
    throw unknownName(owner, `model '${name}', which ${relation} leads to`, name, all.keys())
  }
  return found
}

function fieldOf({ shape }: RelationSource, name: string): FieldShape {
  const found = shape.fields.find((field) => field.name === name)
  if (found !== undefined) return found
  throw new PrometheusError('INVALID_MODEL', `${shape.name} has no stored field '${name}'.`, {
    model: shape.name,
  })
}

function keyOf({ shape }: RelationSource, relation: string): FieldShape {
  const [key, second] = shape.key
  if (key !== undefined && second === undefined) return key
  const message = `${shape.name}: a relation needs a key of one field; ${relation} cannot lead here.`
  throw new PrometheusError('INVALID_MODEL', message, { model: shape.name })
}

const refNames = (schema: SchemaDefinition, target?: string): string[] =>
  Object.keys(schema).filter((name) => {
    const entry = schema[name]
    return entry?.kind === 'ref' && (target === undefined || entry.target === target)
  })

/** The field of the ref by which a model leads back; the only one there is, where it is not named. */
function refField(
  owner: string,
  source: RelationSource,
  by: string | undefined,
  leadsTo: string,
): FieldShape {
  const candidates = refNames(source.schema, leadsTo)
  const name = by ?? (candidates.length === 1 ? candidates[0] : undefined)
  if (name === undefined) {
    const message = `${owner}: ${source.name} has ${candidates.length} refs to ${leadsTo}; say which by 'by'.`
    throw new PrometheusError('INVALID_MODEL', message, { model: owner })
  }
  if (!candidates.includes(name)) {
    throw unknownName(owner, `ref '${name}' of ${source.name} to ${leadsTo}`, name, candidates)
  }
  return fieldOf(source, `${name}Id`)
}

/** The step from the records of a model to those of a relation or, many to many, the steps to the records between and on. */
export type Steps = readonly [RelationShape, ...RelationShape[]]

function hasSteps(owner: RelationSource, name: string, entry: HasDefinition, all: RelationSources): Steps {
  const target = sourceOf(owner.name, name, entry.target, all)
  const foreign = refField(owner.name, target, entry.by, owner.name)
  return [{ name, target: target.shape, local: keyOf(owner, name), foreign }]
}

function throughSteps(
  owner: RelationSource,
  name: string,
  entry: ManyToManyDefinition,
  all: RelationSources,
): Steps {
  const target = sourceOf(owner.name, name, entry.target, all)
  const between = sourceOf(owner.name, name, entry.through, all)
  const foreign = refField(owner.name, between, entry.by, owner.name)
  const others = refNames(between.schema, entry.target).filter((ref) => `${ref}Id` !== foreign.name)
  const far = refField(owner.name, between, others.length === 1 ? others[0] : undefined, entry.target)
  return [
    { name, target: between.shape, local: keyOf(owner, name), foreign },
    { name, target: target.shape, local: far, foreign: keyOf(target, name) },
  ]
}

function stepsOf(
  owner: RelationSource,
  name: string,
  entry: SchemaEntry,
  all: RelationSources,
): Steps | undefined {
  switch (entry.kind) {
    case 'ref': {
      const target = sourceOf(owner.name, name, entry.target, all)
      const local = fieldOf(owner, `${name}Id`)
      return [{ name, target: target.shape, local, foreign: keyOf(target, name) }]
    }
    case 'hasMany':
    case 'hasOne':
      return hasSteps(owner, name, entry, all)
    case 'manyToMany':
      return throughSteps(owner, name, entry, all)
    default:
      return undefined
  }
}

/** A relation with what queries have to know of it. */
export interface ResolvedRelation {
  readonly name: string
  readonly steps: Steps
  /** Position among the model's relations. */
  readonly index: number
  readonly many: boolean
}

/** The relations of a model by name, resolved among all models; throws where one leads nowhere. */
export function resolveRelations(owner: RelationSource, all: RelationSources): Map<string, ResolvedRelation> {
  const relations = new Map<string, ResolvedRelation>()
  for (const [name, entry] of Object.entries(owner.schema)) {
    const steps = stepsOf(owner, name, entry, all)
    const many = entry.kind === 'hasMany' || entry.kind === 'manyToMany'
    if (steps !== undefined) relations.set(name, { name, steps, index: relations.size, many })
  }
  return relations
}

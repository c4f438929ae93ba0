import { offerFields } from '../access/offer-fields.ts'
import { PrometheusError } from '../errors/error.ts'
import type { SchemaDefinition } from '../schema/definition.ts'
import { attributeNames } from '../schema/model-schema.ts'
import { unknownName } from '../schema/unknown.ts'
import { changesTerms } from './changes-option.ts'
import type { HookFunction, HookLists, ModelDefinition, WrittenDefinition } from './definition.ts'
import type { Journal } from './row-change.ts'

const DEFINITION = Symbol('prometheus-odm.mixin')

/** A mixin at run time: a function that gives itself, so that `timestamps` and `timestamps()` are one. */
export interface MixinValue {
  (): MixinValue
  readonly [DEFINITION]: WrittenDefinition
}

/** Makes a mixin of its definition. */
export function createMixin(definition: WrittenDefinition): MixinValue {
  const mixin = Object.assign((): MixinValue => mixin, { [DEFINITION]: definition })
  return Object.freeze(mixin)
}

function definitionOf(model: string, mixin: unknown): WrittenDefinition {
  if (typeof mixin === 'function' && DEFINITION in mixin) return (mixin as MixinValue)[DEFINITION]
  throw new PrometheusError('INVALID_MODEL', `${model}: mixins must come from defineMixin.`, { model })
}

interface MergedParts {
  readonly schema: SchemaDefinition
  readonly mixins: readonly WrittenDefinition[]
}

type Part = 'schema' | 'methods' | 'statics' | 'roles'

/** Joins one part of the mixins and the model; two of them must not declare the same name. */
function joined(model: string, part: Part, sources: readonly WrittenDefinition[]): Record<string, never> {
  const all: Record<string, unknown> = Object.create(null)
  for (const source of sources) {
    for (const [name, value] of Object.entries(source[part] ?? {})) {
      if (Object.hasOwn(all, name)) {
        throw new PrometheusError(
          'INVALID_MODEL',
          `${model}: '${name}' is declared twice, by a mixin and by the model or another mixin.`,
          { model, field: name },
        )
      }
      all[name] = value
    }
  }
  return all as Record<string, never>
}

function joinedHooks(sources: readonly WrittenDefinition[]): HookLists {
  const lists: Record<string, HookFunction[]> = {}
  for (const { hooks = {}, initialize } of sources) {
    if (initialize !== undefined) lists.afterInitialize = [...(lists.afterInitialize ?? []), initialize]
    for (const [name, hook] of Object.entries(hooks)) lists[name] = [...(lists[name] ?? []), hook]
  }
  return lists
}

function joinedPermissions(sources: readonly WrittenDefinition[]): ModelDefinition['permissions'] {
  const declared = sources.flatMap(({ permissions }) => (permissions === undefined ? [] : [permissions]))
  if (declared.length === 0) return undefined
  const all: Record<string, unknown> = {}
  for (const permissions of declared) {
    for (const [action, value] of Object.entries(permissions)) {
      const before = all[action]
      all[action] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value
    }
  }
  return all
}

function journalOf(model: string, mixins: readonly WrittenDefinition[]): Journal | undefined {
  const [first, second] = mixins.flatMap(({ journal }) => journal ?? [])
  if (second === undefined) return first
  throw new PrometheusError('INVALID_MODEL', `${model}: two mixins keep a journal; a model has one.`, {
    model,
  })
}

/** Refuses a model without a field that one of its mixins works on. */
function checkRequired(model: string, { schema, mixins }: MergedParts): void {
  const required = mixins.flatMap(({ requires = [] }) => requires)
  if (required.length === 0) return
  const names = attributeNames(schema)
  const missing = required.find((name) => !names.includes(name))
  if (missing !== undefined)
    throw unknownName(model, `attribute '${missing}', which a mixin works on`, missing, names)
}

/** A model's definition with its mixins merged in: hooks of mixins run first, fields of the model stand first. */
export function mergeMixins(written: WrittenDefinition & { readonly name: string }): ModelDefinition {
  const { name, table, was, key, transfer, expires, indexes = [] } = written
  const mixins = (written.mixins ?? []).map((mixin) => definitionOf(name, mixin))
  const permissions = joinedPermissions([...mixins, written])
  const journal = journalOf(name, mixins)
  const changes = changesTerms(name, written.changes)
  const own = joined(name, 'schema', [written, ...mixins])
  const schema =
    transfer?.accept === undefined
      ? own
      : joined(name, 'schema', [{ schema: own }, { schema: offerFields(own, String(transfer.key)) }])
  checkRequired(name, { schema, mixins })
  return {
    name,
    schema,
    indexes: [...indexes, ...mixins.flatMap((mixin) => mixin.indexes ?? [])],
    methods: joined(name, 'methods', [...mixins, written]),
    statics: joined(name, 'statics', [...mixins, written]),
    roles: joined(name, 'roles', [...mixins, written]),
    hooks: joinedHooks([...mixins, written]),
    ...(table !== undefined && { table }),
    ...(was !== undefined && { was }),
    ...(key && { key }),
    triesAgain: mixins.flatMap(({ triesAgain }) => triesAgain ?? []),
    appendOnly: [...mixins, written].some((source) => source.appendOnly === true),
    ...(permissions && { permissions }),
    ...(journal && { journal }),
    ...(transfer && { transfer }),
    ...(expires !== undefined && { expires }),
    ...(changes && { changes }),
  }
}

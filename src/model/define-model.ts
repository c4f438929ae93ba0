import { checkAccess } from '../access/check-definition.ts'
import { PrometheusError } from '../errors/error.ts'
import { attributeNames } from '../schema/model-schema.ts'
import { checkName } from '../schema/reserved.ts'
import { unknownName } from '../schema/unknown.ts'
import { isPlainObject } from '../support/plain-object.ts'
import { checkEntry } from './check-schema.ts'
import type { ModelDefinition, WrittenDefinition } from './definition.ts'
import { hookNames } from './hook-names.ts'
import type { MixinValue } from './mixin.ts'
import { createMixin, mergeMixins } from './mixin.ts'
import { ModelBase } from './model-base.ts'
import { readOther, readStored } from './record.ts'

const MODEL_OPTIONS = [
  'name',
  'schema',
  'table',
  'was',
  'key',
  'indexes',
  'mixins',
  'methods',
  'statics',
  'hooks',
  'roles',
  'permissions',
  'transfer',
  'appendOnly',
  'expires',
  'changes',
]
const MIXIN_OPTIONS = [
  'schema',
  'indexes',
  'methods',
  'statics',
  'hooks',
  'roles',
  'permissions',
  'initialize',
  'appendOnly',
]

/** A model class as `defineModel` gives it. */
export type ModelClass = typeof ModelBase & { readonly modelName: string }

const definitions = new WeakMap<object, ModelDefinition>()

/** The definition of a model class, found through the classes that extend it. */
export function definitionOf(model: unknown): ModelDefinition | undefined {
  for (let at = model; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    const definition = definitions.get(at)
    if (definition !== undefined) return definition
  }
  return undefined
}

function checkOptions(owner: string, written: unknown, known: readonly string[]): void {
  if (!isPlainObject(written)) throw new PrometheusError('INVALID_MODEL', `${owner} must be an object.`)
  const unknown = Object.keys(written).find((option) => !known.includes(option))
  if (unknown !== undefined) throw unknownName(owner, `option '${unknown}'`, unknown, known)
  const { appendOnly = false } = written
  if (typeof appendOnly !== 'boolean')
    throw new PrometheusError('INVALID_MODEL', `${owner}: appendOnly must be true or false.`)
}

function checkHooks(owner: string, hooks: WrittenDefinition['hooks'] = {}): void {
  for (const [name, hook] of Object.entries(hooks)) {
    if (!hookNames.includes(name as never)) throw unknownName(owner, `hook '${name}'`, name, hookNames)
    if (typeof hook !== 'function')
      throw new PrometheusError('INVALID_MODEL', `${owner}: the hook ${name} must be a function.`, {
        model: owner,
      })
  }
}

function checkMembers(
  owner: string,
  kind: 'method' | 'static',
  members: Readonly<Record<string, unknown>>,
): void {
  for (const [name, member] of Object.entries(members)) {
    checkName(kind, name, owner)
    if (typeof member !== 'function')
      throw new PrometheusError('INVALID_MODEL', `${owner}: the ${kind} ${name} must be a function.`, {
        model: owner,
      })
  }
}

function checkDefinition(definition: ModelDefinition): void {
  const { name, schema, was, methods, statics } = definition
  checkName('model', name, name)
  if (was !== undefined && (typeof was !== 'string' || was === ''))
    throw new PrometheusError('INVALID_MODEL', `${name}: was must be a name.`, { model: name })
  for (const [field, entry] of Object.entries(schema)) checkEntry(name, field, entry)
  const attributes = attributeNames(schema)
  for (const attribute of attributes) checkName('attribute', attribute, name)
  const twice = attributes.find((attribute, i) => attributes.indexOf(attribute) !== i)
  if (twice !== undefined)
    throw new PrometheusError(
      'INVALID_MODEL',
      `${name}: two entries of the schema make the attribute '${twice}'.`,
      { model: name, field: twice },
    )
  checkMembers(name, 'method', methods)
  checkMembers(name, 'static', statics)
  const clash = Object.keys(methods).find((method) => attributes.includes(method) || method in schema)
  if (clash !== undefined)
    throw new PrometheusError('INVALID_MODEL', `${name}: '${clash}' is both a field and a method.`, {
      model: name,
      field: clash,
    })
  checkAccess(definition, attributes)
}

/** Defines the attributes of a class as accessors of its prototype. */
function defineAccessors(prototype: object, { schema }: ModelDefinition): void {
  let index = 0
  for (const name of attributeNames(schema)) {
    const entry = schema[name]
    const stored =
      entry === undefined ||
      !('options' in entry) ||
      (entry.options.virtual !== true && entry.options.computed === undefined)
    const position = stored ? index++ : -1
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: false,
      get: stored
        ? function (this: ModelBase) {
            return readStored(this, position, name)
          }
        : function (this: ModelBase) {
            return readOther(this, name)
          },
      set(this: ModelBase, value: unknown) {
        this.set({ [name]: value })
      },
    })
  }
}

function defineMembers(target: object, members: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(members))
    Object.defineProperty(target, name, { value, writable: true, configurable: true })
}

/** Defines a model: checks the definition, and gives the class of its records. */
export function defineModel(written: WrittenDefinition): ModelClass {
  const name = typeof written?.name === 'string' ? written.name : ''
  checkOptions(name || 'defineModel', written, MODEL_OPTIONS)
  if (name === '') throw new PrometheusError('INVALID_MODEL', 'A model needs a name.')
  if (!isPlainObject(written.schema))
    throw new PrometheusError('INVALID_MODEL', `${name} needs a schema.`, { model: name })
  checkHooks(name, written.hooks)
  const definition = mergeMixins({ ...written, name })
  checkDefinition(definition)
  const model = class extends ModelBase {}
  Object.defineProperty(model, 'name', { value: name })
  defineAccessors(model.prototype, definition)
  defineMembers(model.prototype, definition.methods)
  defineMembers(model, definition.statics)
  defineMembers(model, { modelName: name, schema: definition.schema })
  definitions.set(model, definition)
  return model as ModelClass
}

/** Defines a mixin; what it adds is checked with each model that uses it. */
export function defineMixin(written: WrittenDefinition): MixinValue {
  checkOptions('defineMixin', written, MIXIN_OPTIONS)
  const { hooks, initialize } = written
  checkHooks('A mixin', { ...hooks, ...(initialize !== undefined && { afterInitialize: initialize }) })
  return createMixin(written)
}

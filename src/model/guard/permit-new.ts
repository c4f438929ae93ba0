import type { SessionAccess } from '../../access/session-access.ts'
import { ValidationError } from '../../errors/error.ts'
import { equalsOf, identityOf } from '../../query/compare.ts'
import type { Policy } from '../../query/policy.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { Refusal } from '../../schema/values/refusal.ts'
import type { Row } from '../../store/contract.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { Binding } from '../scope.ts'
import type { NewRow } from '../write/read-row.ts'
import { forbidden, forbiddenReach, forbiddenWrite } from './denial.ts'
import { fitNew } from './fit-new.ts'
import { verdicts } from './verdicts.ts'
import { requireVisible } from './visible-refs.ts'

type Values = Readonly<Record<string, unknown>>

/** The relation by which a ref's key may be given instead. */
const relationOf = (attribute: string): string => attribute.replace(/Id$/, '')

/** What the session says of a new record: where it has one value for whose the record is, that one. */
function withReach(
  access: SessionAccess,
  { name, attributes }: ConnectedModel,
  values: Values,
): Record<string, unknown> {
  const all: Record<string, unknown> = { ...values }
  for (const { attribute, values: own } of access.reach(name)) {
    const isGiven = all[attribute] !== undefined || all[relationOf(attribute)] !== undefined
    if (isGiven || own === 'any' || own.length === 0) continue
    if (own.length === 1) all[attribute] = own[0]
    else if (attributes.get(attribute)?.definition.options.default === undefined) {
      const message = 'is required: it says whose the record is, and the session has several'
      throw new ValidationError(name, [{ field: attribute, code: 'required', message }])
    }
  }
  return all
}

/** The values of a new record with what the session says of it; refuses those that may not be written. */
export function beginCreate(
  access: SessionAccess,
  { model }: Binding,
  values: Values,
): Record<string, unknown> {
  if (access.policy(model.name, 'create') === false) throw forbidden(model, 'create')
  for (const name of Object.keys(values)) {
    const written = model.relations.get(name)?.steps[0].local.name ?? name
    if (values[name] === undefined || !model.attributes.has(written)) continue
    if (access.field(model.name, written, 'write') === false) throw forbiddenWrite(model.name, written)
  }
  return withReach(access, model, values)
}

function checkReach(access: SessionAccess, model: ConnectedModel, rows: readonly Row[]): void {
  for (const { attribute, values } of access.reach(model.name)) {
    const field = model.attributes.get(attribute)?.shape
    if (values === 'any' || field === undefined) continue
    const identity = identityOf(field)
    const own = new Set(values.map(identity))
    // Nobody's is not theirs either, of whom there are values.
    const isOther = (row: Row) => {
      const value = row[field.index] ?? null
      return value === null ? own.size > 0 : !own.has(identity(value))
    }
    if (rows.some(isOther)) throw forbiddenReach(model, attribute, 'create')
  }
}

/** Whether a value is what a new record has where nothing is said: nothing, or its default. */
function isUnsaid({ attributes }: ConnectedModel, field: FieldShape): (value: unknown) => boolean {
  const attribute = attributes.get(field.name)
  const written = attribute?.definition.options.default
  const usual = typeof written === 'function' || written === undefined ? null : attribute?.parse(written)
  const isSame = equalsOf(field)
  return (value) => value === null || (usual !== null && !(usual instanceof Refusal) && isSame(value, usual))
}

/** Rules of attributes that hold for some records only, of those to which rows give a value of their own. */
function writeRules(access: SessionAccess, model: ConnectedModel, rows: readonly Row[]): Policy[] {
  return model.shape.fields.flatMap((field) => {
    const policy = access.field(model.name, field.name, 'write')
    if (typeof policy === 'boolean') return []
    const unsaid = isUnsaid(model, field)
    return rows.every((row) => unsaid(row[field.index])) ? [] : [policy]
  })
}

async function checkRefs(access: SessionAccess, binding: Binding, rows: readonly Row[]): Promise<void> {
  const { model } = binding
  const own = new Map(access.reach(model.name).map(({ attribute, values }) => [attribute, values]))
  for (const field of model.shape.fields) {
    if (field.ref === undefined || Array.isArray(own.get(field.name))) continue
    const isSelf = field.ref.model === model.name
    const keys = new Set(isSelf ? rows.map((row) => row[model.shape.key[0]?.index ?? 0]) : [])
    const values = rows.map((row) => row[field.index]).filter((value) => !keys.has(value))
    await requireVisible(binding, { field, values })
  }
}

/** Refuses new rows that may not be created: the rules are asked of the rows as they will be stored. */
export async function permitNew(
  access: SessionAccess,
  binding: Binding,
  rows: readonly NewRow[],
): Promise<void> {
  const { model } = binding
  checkReach(access, model, rows)
  const policies = [access.policy(model.name, 'create'), ...writeRules(access, model, rows)]
  for (const policy of policies) {
    const allowed = await verdicts(binding, policy, rows, fitNew)
    if (allowed.includes(false)) throw forbidden(model, 'create')
  }
  await checkRefs(access, binding, rows)
}

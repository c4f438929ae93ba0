import type { Ownership, RowRule, RowRules } from '../../../access/row-rule.ts'
import type { FieldShape, ModelShape } from '../../../schema/shape.ts'
import { databaseName } from '../../../support/names.ts'
import { quoted } from '../../sql/schema/names.ts'
import { listType } from '../column-type.ts'
import { allText, anyText, isTold, quotedText, rulesText, toldClaim } from './holding-sql.ts'

const SYSTEM = isTold('system')

const actionOn = ({ table }: ModelShape): string => `(select prometheus_action(${quotedText(table)}))`

/** All values that a session claims for a field. */
function claimedValues({ field, claims }: Ownership): string {
  const type = listType(field)
  const lists = claims.map((claim) => {
    const name = quotedText(toldClaim(claim).name)
    return `coalesce((select prometheus_claim(${name}, 0)::${type}), '{}')`
  })
  return lists.join(' || ')
}

/** A new record is the session's own by the field; without a value it is where the session has none to give either. */
function ownedText(ownership: Ownership): string {
  const column = quoted(ownership.field.column)
  const values = claimedValues(ownership)
  return `case when ${column} is null then cardinality(${values}) = 0 else ${column} = any (${values}) end`
}

function createText({ may, ownerships, createsForOthers, model }: RowRules): string {
  const allowed = rulesText(may?.create ?? [], model)
  if (ownerships.length === 0) return allowed
  const own = allText(ownerships.map(ownedText))
  return allText([allowed, anyText([...createsForOthers.map(isTold), own])])
}

/**
 * By what an update is: the library says of its own what they are, one that says nothing is an update like any. Rows
 * that are destroyed may be marked, or locked before.
 */
function updateText({ may, model, handed }: RowRules): string {
  if (may === undefined) return 'false'
  const text = (rules: readonly RowRule[]) => rulesText(rules, model)
  const transfers = [may.transfer, ...(may.accept === undefined ? [] : [may.accept])].map(text)
  const cases = [
    `when 'lock' then true`,
    `when 'destroy' then ${text(may.destroy)}`,
    ...(handed.length === 0 ? [] : [`when 'transfer' then ${anyText(transfers)}`]),
    `else ${text(may.update)}`,
  ]
  return `case ${actionOn(model)}\n  ${cases.join('\n  ')} end`
}

/** Statements that make the policies of a model. */
export function createPolicies(rules: RowRules, application: string): string[] {
  const { model, may } = rules
  const make = (name: string, command: string, clauses: string) =>
    `create policy prometheus_${name} on ${quoted(model.table)} for ${command} to ${quoted(application)} ${clauses};`
  const or = (text = 'false') => `(${anyText([SYSTEM, text])})`
  // A statement of the library that writes has its rule in the policy of the write, by which it also reads: a record
  // may become one that its writer may not read.
  const writes = `coalesce(${actionOn(model)} <> 'lock', false)`
  return [
    `alter table ${quoted(model.table)} enable row level security;`,
    `alter table ${quoted(model.table)} force row level security;`,
    make('read', 'select', `using ${or(may && anyText([writes, rulesText(may.read, model)]))}`),
    make('create', 'insert', `with check ${or(may && createText(rules))}`),
    make(
      'update',
      'update',
      `using ${or(updateText(rules))} with check (${actionOn(model)} is distinct from 'lock')`,
    ),
    make('destroy', 'delete', `using ${or(may && rulesText(may.destroy, model))}`),
  ]
}

const triggerName = ({ column }: FieldShape): string => quoted(databaseName(`prometheus_keep ${column}`))

/** Which fields of a model do not change by themselves, and by what they do. */
function keptFields({ model, kept, handed }: RowRules): (readonly [FieldShape, readonly string[]])[] {
  const marks = model.tombstone === undefined ? [] : [[model.tombstone, ['destroy']] as const]
  return [...kept.map((field) => [field, handed.includes(field) ? ['transfer'] : []] as const), ...marks]
}

/** Statements that make the triggers by which such fields stay. */
export const createTriggers = (rules: RowRules): string[] =>
  keptFields(rules).map(([field, actions]) => {
    const column = quoted(field.column)
    const table = rules.model.table
    const args = [field.column, ...actions.map((action) => `${action}:${table}`)].map(quotedText).join(', ')
    return `create trigger ${triggerName(field)} after update on ${quoted(table)} for each row
  when (old.${column} is distinct from new.${column}) execute function prometheus_keep(${args});`
  })

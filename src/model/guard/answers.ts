import type { Action } from '../../access/actions.ts'
import { actions } from '../../access/actions.ts'
import { alwaysOf, listed, roleOf } from '../../access/definition.ts'
import { allOf, anyOf } from '../../access/fold.ts'
import { howHeld, ruleText } from '../../access/how-held.ts'
import { PrometheusError } from '../../errors/error.ts'
import type { Policy } from '../../query/policy.ts'
import { unknownField } from '../../query/query-error.ts'
import { unknownName } from '../../schema/unknown.ts'
import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { nameText } from '../../support/name-text.ts'
import { bindingOf } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { Guard } from '../guard.ts'
import { readKey } from '../read/find-by-id.ts'
import { accessTo, RecordBase } from '../record.ts'
import type { Bindable, Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import type { Answer, ExplainedRole, ExplainedRule, Explanation } from '../types/answers.ts'
import { keyValues } from '../write/saved-record.ts'
import { readStoredRow } from '../write/stored-row.ts'
import { fitStored } from './fit-stored.ts'
import { verdicts } from './verdicts.ts'

/** What is asked: an action of a model, on a record, of a field. */
interface Question {
  readonly binding: Binding
  readonly guard: Guard<Binding>
  readonly action: Action
  /** The stored row; null where there is none, undefined where no record is asked of. */
  readonly row: Row | null | undefined
  readonly field: string | undefined
}

interface Asked {
  readonly record?: unknown
  readonly field?: unknown
}

function checkAction(model: ConnectedModel, action: unknown): Action {
  const known: readonly string[] = actions
  const name = nameText(action)
  if (known.includes(name)) return name as Action
  throw unknownName(model.name, `action '${name}'`, name, known)
}

function checkAsked({ name, attributes }: ConnectedModel, asked: Asked): string | undefined {
  const stray = Object.keys(asked).find((option) => option !== 'record' && option !== 'field')
  if (stray !== undefined) throw unknownName(name, `option '${stray}' of can`, stray, ['record', 'field'])
  if (asked.field === undefined) return undefined
  const field = nameText(asked.field)
  if (attributes.has(field)) return field
  throw unknownField(name, field, attributes.keys())
}

const ofAnother = ({ name }: ConnectedModel, other: ConnectedModel): PrometheusError =>
  new PrometheusError(
    'MISUSE',
    `${name}: can() is asked of records of ${name}, and was given one of ${other.name}: ask ${other.name}.can().`,
    { model: name },
  )

function keyOf({ model }: Binding, record: unknown): readonly unknown[] | undefined {
  if (!(record instanceof RecordBase)) return readKey(model, record)
  const other = bindingOf(cast<Bindable>(record.constructor, 'the class of the record')).model
  if (other.name !== model.name) throw ofAnother(model, other)
  if (!record.isNew) return keyValues(model, accessTo(record).canonicalRow(model))
  const message = `${model.name}: can() is asked of stored records; whether a new one may be created, its save tells.`
  throw new PrometheusError('MISUSE', message, { model: model.name })
}

/** Every action but create asks for the right to read: for it, what is not seen is not there to begin with. */
async function rowOf(binding: Binding, action: Action, { record }: Asked): Promise<Row | null | undefined> {
  if (record === undefined) return undefined
  const key = keyOf(binding, record)
  const reader = action === 'create' ? binding : trusted(binding)
  return key === undefined ? null : readStoredRow(reader, key)
}

/** What a rule comes to: for a record, or without one for all. */
async function answerOf({ binding, row }: Question, policy: Policy): Promise<Answer> {
  if (row === null) return 'no'
  if (row === undefined || typeof policy === 'boolean')
    return policy === true ? 'yes' : policy === false ? 'no' : 'depends'
  const [holds] = await verdicts(binding, policy, [row], fitStored)
  return holds === true ? 'yes' : 'no'
}

const useOf = (action: Action): 'read' | 'write' => (action === 'read' ? 'read' : 'write')

/** Whether only the library, or a transfer, writes a field. */
function isFixed({ binding: { model }, guard, action, field }: Question): boolean {
  if (field === undefined || action !== 'update') return false
  return model.attributes.get(field)?.readonly === true || guard.access.reachFields(model.name).has(field)
}

function policyOf(question: Question): Policy {
  const { binding, guard, action, field } = question
  const { model } = binding
  if (isFixed(question)) return false
  const own = guard.policy(model, action)
  return field === undefined ? own : allOf([own, guard.access.field(model.name, field, useOf(action))])
}

async function roles(question: Question, names: readonly string[]): Promise<ExplainedRole[]> {
  const { binding, guard } = question
  const { model } = binding
  const explained: ExplainedRole[] = []
  for (const role of names) {
    const how = howHeld(role, roleOf(model.definition, role))
    const held = await answerOf(question, guard.access.role(model, role))
    explained.push({ role, held, how })
  }
  return explained
}

/** What has to hold whatever the roles. */
async function rules(question: Question): Promise<ExplainedRule[]> {
  const { binding, guard, action, field, row } = question
  const { model } = binding
  const explained: ExplainedRule[] = []
  const add = async (rule: string, how: string, policy: Policy) => {
    explained.push({ rule, holds: await answerOf(question, policy), how })
  }
  if (row === null) return [{ rule: 'record', holds: 'no', how: 'the record is not there' }]
  if (action !== 'create' && action !== 'read')
    await add('read', 'the record may be read', guard.policy(model, 'read'))
  const written = alwaysOf(model.definition)
  const keys = (['all', action] as const).filter((key) => written[key] !== undefined)
  for (const [i, policy] of guard.access.always(model, action).entries())
    await add(`always.${keys[i]}`, ruleText(written[keys[i] ?? 'all']), policy)
  if (field === undefined) return explained
  if (isFixed(question)) await add(`field ${field}`, 'no update writes it', false)
  const access = model.attributes.get(field)?.definition.options.access?.[useOf(action)]
  if (access !== undefined) {
    const policy = anyOf(access.map((role) => guard.access.role(model, role)))
    await add(`field ${field}`, `${useOf(action)} access: ${access.join(', ') || 'nobody'}`, policy)
  }
  return explained
}

/** What decided: a rule that forbids, else the role that allows, else that nobody holds one. */
function decidedBy(
  answer: Answer,
  held: readonly ExplainedRole[],
  holding: readonly ExplainedRule[],
): string {
  const forbidding = holding.find(({ holds }) => holds === 'no')
  const role = held.find((one) => one.held === 'yes') ?? held.find((one) => one.held === 'depends')
  if (answer === 'no' && role !== undefined && forbidding !== undefined)
    return `${forbidding.rule}: ${forbidding.how}`
  if (answer === 'no') return held.length === 0 ? 'no role is listed' : 'none of its roles is held'
  const depending = holding.find(({ holds }) => holds === 'depends')
  if (role?.held === 'yes' && depending !== undefined) return `${depending.rule}: ${depending.how}`
  return `role ${role?.role}: ${role?.how}`
}

function textOf(explanation: Omit<Explanation, 'toString'>): string {
  const { model, action, field, answer, decidedBy: why, roles: held, rules: holding } = explanation
  return [
    `${action} ${model}${field === undefined ? '' : `.${field}`}: ${answer} (${why})`,
    ...held.map((role) => `  role ${role.role}: ${role.held} (${role.how})`),
    ...holding.map((rule) => `  ${rule.rule}: ${rule.holds} (${rule.how})`),
  ].join('\n')
}

const explained = (parts: Omit<Explanation, 'toString'>): Explanation =>
  Object.defineProperty({ ...parts }, 'toString', { value: () => textOf(parts), enumerable: false })

async function questionOf(owner: Bindable, action: unknown, asked: Asked) {
  const binding = bindingOf(owner)
  const { model, scope } = binding
  const known = checkAction(model, action)
  const field = checkAsked(model, asked)
  return { binding, guard: scope.guard, action: known, row: await rowOf(binding, known, asked), field }
}

/** Whether the caller may do something: with a record yes or no, without one also that it depends on the record. */
export async function can(owner: Bindable, action: unknown, asked: Asked = {}): Promise<Answer> {
  const { guard, ...question } = await questionOf(owner, action, asked)
  if (guard === null) return question.row === null ? 'no' : 'yes'
  const whole = { ...question, guard }
  return answerOf(whole, policyOf(whole))
}

/** The same with what decided it: for developers and logs, since it tells of rules and of records that may not be read. */
export async function explain(owner: Bindable, action: unknown, asked: Asked = {}): Promise<Explanation> {
  const { guard, ...question } = await questionOf(owner, action, asked)
  const { binding, action: known, field } = question
  const about = { model: binding.model.name, action: known, ...(field !== undefined && { field }) }
  if (guard === null) {
    const answer = question.row === null ? 'no' : 'yes'
    const why = answer === 'no' ? 'the record is not there' : 'trusted code is asked nothing'
    return explained({ ...about, answer, decidedBy: why, roles: [], rules: [] })
  }
  const whole = { ...question, guard }
  const answer = await answerOf(whole, policyOf(whole))
  const held = await roles(whole, listed(binding.model.definition, known))
  const holding = await rules(whole)
  return explained({
    ...about,
    answer,
    decidedBy: decidedBy(answer, held, holding),
    roles: held,
    rules: holding,
  })
}

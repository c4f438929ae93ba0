import type { FieldProblem } from '../../errors/error.ts'
import { ValidationError } from '../../errors/error.ts'
import type { Attribute } from '../../schema/attribute.ts'
import { runValidator } from '../../schema/values/parser.ts'
import { hashPassword } from '../../schema/values/password.ts'
import { Refusal } from '../../schema/values/refusal.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { problemOf } from './change.ts'

/** A canonical value of an attribute, checked by type and form. */
export interface Entry {
  readonly attribute: Attribute
  readonly value: unknown
}

/** Whether values of an attribute have to be settled: it has a validator of the user's own, or is a password. */
export const needsSettling = ({ definition }: Attribute): boolean =>
  definition.options.validate !== undefined || definition.kind === 'password'

interface Checked {
  readonly entry: Entry
  readonly problems: readonly FieldProblem[]
}

async function check(entry: Entry): Promise<Checked> {
  const { name, definition, parse } = entry.attribute
  if (entry.value === null || definition.options.validate === undefined) return { entry, problems: [] }
  const { reasons, value } = await runValidator(definition.options.validate, entry.value)
  if (reasons.length > 0) {
    return { entry, problems: reasons.map((message) => ({ field: name, code: 'invalid', message })) }
  }
  const parsed = value === entry.value ? value : parse(value)
  if (parsed instanceof Refusal) return { entry, problems: [problemOf(name, parsed)] }
  return { entry: { ...entry, value: parsed }, problems: [] }
}

async function sealed({ attribute, value }: Entry): Promise<Entry> {
  const isPlainText = attribute.definition.kind === 'password' && value !== null
  return isPlainText ? { attribute, value: await hashPassword(String(value)) } : { attribute, value }
}

/** What the validators of the user's own find wrong. */
export async function validatorProblems(entries: readonly Entry[]): Promise<FieldProblem[]> {
  return (await Promise.all(entries.map(check))).flatMap(({ problems }) => problems)
}

/** Runs the validators of the user's own: throws all problems, the given ones first, or gives the values they made. */
async function runValidators(
  model: ConnectedModel,
  entries: readonly Entry[],
  problems: readonly FieldProblem[],
): Promise<readonly Entry[]> {
  const checked = await Promise.all(entries.map(check))
  const all = [...problems, ...checked.flatMap((result) => result.problems)]
  if (all.length > 0) throw new ValidationError(model.name, all)
  return checked.map(({ entry }) => entry)
}

async function settleSlowly(
  model: ConnectedModel,
  entries: readonly Entry[],
  problems: readonly FieldProblem[],
): Promise<Entry[]> {
  return Promise.all((await runValidators(model, entries, problems)).map(sealed))
}

/**
 * Runs the validators of the user's own and hashes passwords. Throws all problems at once, the given ones first.
 * Where there is nothing to settle it returns at once, so that the common write does not wait.
 */
export function settle(
  model: ConnectedModel,
  entries: readonly Entry[],
  problems: readonly FieldProblem[],
): MaybePromise<readonly Entry[]> {
  const pending = entries.filter(({ attribute }) => needsSettling(attribute))
  if (pending.length > 0) return settleSlowly(model, pending, problems)
  if (problems.length > 0) throw new ValidationError(model.name, problems)
  return pending
}

import { AssertionError } from 'node:assert'
import type { Action } from '../access/actions.ts'
import { actions } from '../access/actions.ts'
import type { ModelPermissions, Models } from './matrix.ts'
import { permissionMatrix } from './matrix.ts'

/** Who is expected to do what with a model: actions and fields that are left out are nobody's, and have no rules. */
export interface ExpectedModel extends Partial<Readonly<Record<Action, readonly string[]>>> {
  /** For which actions there are rules that hold whatever the roles. */
  readonly always?: readonly (Action | 'all')[]
  readonly fields?: Readonly<
    Record<string, { readonly read?: readonly string[]; readonly write?: readonly string[] }>
  >
}

/** Who is expected to do what, by model. */
export type ExpectedPermissions = Readonly<Record<string, ExpectedModel | 'code only'>>

/** Statements that can be compared one by one: what is too much and what is missing is told by them. */
type Statements = Set<string>

const roleStatements = (model: string, action: string, roles: readonly string[]) =>
  roles.map((role) => `${model}: ${role} may ${action}`)

function fieldStatements(
  model: string,
  field: string,
  use: string,
  roles: readonly string[] | null | undefined,
) {
  if (roles === null || roles === undefined) return []
  if (roles.length === 0) return [`${model}.${field}: nobody may ${use}`]
  return roles.map((role) => `${model}.${field}: ${role} may ${use}`)
}

function statementsOf({ model, codeOnly, roles, always, fields }: ModelPermissions): Statements {
  if (codeOnly) return new Set([`${model} is for code only`])
  return new Set([
    `${model} is guarded`,
    ...actions.flatMap((action) =>
      roleStatements(
        model,
        action,
        roles.filter(({ may }) => may[action]).map(({ role }) => role),
      ),
    ),
    ...always.map(({ action }) => `${model}: a rule always holds to ${action}`),
    ...fields.flatMap(({ field, read, write }) => [
      ...fieldStatements(model, field, 'read', read),
      ...fieldStatements(model, field, 'write', write),
    ]),
  ])
}

function expectedStatements(model: string, expected: ExpectedModel | 'code only' | undefined): Statements {
  if (expected === undefined) return new Set()
  if (expected === 'code only') return new Set([`${model} is for code only`])
  const { always = [], fields = {} } = expected
  return new Set([
    `${model} is guarded`,
    ...actions.flatMap((action) => roleStatements(model, action, expected[action] ?? [])),
    ...always.map((action) => `${model}: a rule always holds to ${action}`),
    ...Object.entries(fields).flatMap(([field, { read, write }]) => [
      ...fieldStatements(model, field, 'read', read),
      ...fieldStatements(model, field, 'write', write),
    ]),
  ])
}

/**
 * Checks in a test that models say who may do what as it is written there, no more and no less.
 * @example
 * assertPermissions({ Post }, { Post: { read: ['anyone'], update: ['owner'] } })
 */
export function assertPermissions(models: Models, expected: ExpectedPermissions): void {
  const matrix = permissionMatrix(models)
  const known = matrix.map(({ model }) => model)
  const problems = matrix.flatMap((one) => {
    const actual = statementsOf(one)
    const wanted = expectedStatements(one.model, expected[one.model])
    return [
      ...[...actual].filter((statement) => !wanted.has(statement)).map((statement) => `+ ${statement}`),
      ...[...wanted].filter((statement) => !actual.has(statement)).map((statement) => `- ${statement}`),
    ]
  })
  const absent = Object.keys(expected).filter((model) => !known.includes(model))
  problems.push(...absent.map((model) => `- ${model} is not among the models`))
  if (problems.length === 0) return
  const message = `Permissions differ from what is expected (+ is too much, - is missing):\n${problems.join('\n')}`
  throw new AssertionError({ message, actual: matrix, expected, operator: 'assertPermissions' })
}

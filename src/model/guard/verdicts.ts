import type { AskedRole, Conditional, Policy } from '../../query/policy.ts'
import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { Binding } from '../scope.ts'

/** Which rows decide a filter. */
export type Fit = (binding: Binding, filter: Conditional, rows: readonly Row[]) => Promise<readonly boolean[]>

/** A row as functions in roles see the record: its attributes as they are handed out, in an object of its own. */
export function shownTo({ model }: Binding, row: Row): Readonly<Record<string, unknown>> {
  const shown = model.shape.fields.map(({ name, index }) => {
    const value = row[index] ?? null
    const copy = model.copyOut[index]
    return [name, value === null || copy === undefined ? value : copy(cast<never>(value, 'of this field'))]
  })
  return Object.freeze(Object.fromEntries(shown))
}

async function askedOf(
  binding: Binding,
  { where, ask }: AskedRole,
  rows: readonly Row[],
  decide: Fit,
): Promise<readonly boolean[]> {
  const fits = where === true ? rows.map(() => true) : await decide(binding, { where }, rows)
  return Promise.all(rows.map((row, i) => fits[i] === true && ask(shownTo(binding, row))))
}

/** On which rows something is allowed: by filters, and by the functions that are asked of the rest. */
export async function verdicts(
  binding: Binding,
  policy: Policy,
  rows: readonly Row[],
  decide: Fit,
): Promise<readonly boolean[]> {
  if (typeof policy === 'boolean') return rows.map(() => policy)
  if (policy.asked === undefined) return decide(binding, policy, rows)
  const allowed = [...(await verdicts(binding, policy.asked.sure, rows, decide))]
  for (const role of policy.asked.roles) {
    const open = rows.flatMap((_, i) => (allowed[i] === true ? [] : [i]))
    const answers = await askedOf(
      binding,
      role,
      open.map((i) => rows[i] as Row),
      decide,
    )
    for (const [at, i] of open.entries()) allowed[i] = answers[at] === true
  }
  return allowed
}

import { PrometheusError } from '../errors/error.ts'
import type { AskedRole, Conditional, Filter, Policy } from '../query/policy.ts'

const sureOf = (policy: Policy): Policy =>
  typeof policy === 'boolean' || policy.asked === undefined ? policy : policy.asked.sure

const rolesOf = (policy: Policy): readonly AskedRole[] =>
  typeof policy === 'boolean' ? [] : (policy.asked?.roles ?? [])

const wheres = (policies: readonly Policy[]): Filter[] => [
  ...new Set(policies.flatMap((policy) => (typeof policy === 'boolean' ? [] : [policy.where]))),
]

function joined(op: '$or' | '$and', filters: readonly Filter[]): Conditional {
  const [first, ...more] = filters
  return { where: more.length === 0 ? (first ?? {}) : { [op]: [first, ...more] } }
}

/** Allowed by any of these. */
export function anyOf(policies: readonly Policy[]): Policy {
  if (policies.includes(true)) return true
  const open = policies.filter((policy) => policy !== false)
  const [only] = open
  if (only === undefined) return false
  if (open.length === 1) return only
  const roles = open.flatMap(rolesOf)
  const any = joined('$or', wheres(open))
  return roles.length === 0 ? any : { ...any, asked: { sure: anyOf(open.map(sureOf)), roles } }
}

/** Allowed by all of these. */
export function allOf(policies: readonly Policy[]): Policy {
  if (policies.includes(false)) return false
  const open = [...new Set(policies.filter((policy) => policy !== true))]
  const [only] = open
  if (only === undefined) return true
  if (open.length === 1) return only
  const asked = open.filter((policy) => rolesOf(policy).length > 0)
  const all = joined('$and', wheres(open))
  const [one, second] = asked
  if (one === undefined) return all
  if (second !== undefined)
    throw new PrometheusError(
      'UNSUPPORTED',
      'Two rules that decide record by record cannot be joined by and.',
    )
  const rest = open.filter((policy) => policy !== one)
  const beside = wheres(rest)
  const roles = rolesOf(one).map((role) => {
    const all = role.where === true ? beside : [role.where, ...beside]
    return { ...role, where: joined('$and', all).where }
  })
  return { ...all, asked: { sure: allOf([sureOf(one), ...rest]), roles } }
}

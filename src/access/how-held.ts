import { inspect } from 'node:util'
import type { WrittenRole, WrittenRule } from './definition.ts'

const shown = (value: unknown): string => inspect(value, { depth: 6, breakLength: Number.POSITIVE_INFINITY })

/** A rule in words: the filter itself, where it is no function. */
export const ruleText = (rule: WrittenRule | undefined): string =>
  typeof rule === 'function' ? 'a filter made of the session' : shown(rule)

const BUILT_IN: Readonly<Record<string, string>> = {
  anyone: 'everybody',
  guest: 'nobody is signed in',
  user: 'somebody is signed in',
  administrator: "'administrator' is among the user's roles",
}

const valueText = ({ in: values, kind }: WrittenRole): string => {
  const whose = values === undefined ? "the user's id" : "one of the session's values"
  return kind === undefined ? whose : `${whose}, of users of the kind '${kind}'`
}

/** How a role is held, in words. */
export function howHeld(name: string, role: WrittenRole | undefined): string {
  if (role === undefined) return BUILT_IN[name] ?? 'not declared'
  const { key, through, by, having, role: other, where } = role
  if (key !== undefined) return `${key} is ${valueText(role)}`
  if (through !== undefined) {
    const end = other === undefined ? `${by} is ${valueText(role)}` : `its role '${other}' is held`
    return `through ${through}: ${end}${having === undefined ? '' : `, and it fits ${shown(having)}`}`
  }
  if (role.checkRecord !== undefined) return 'a function decides record by record'
  if (where !== undefined) return typeof where === 'function' ? `${ruleText(where)} fits` : ruleText(where)
  return role.check === undefined ? `'${name}' is among the user's roles` : 'a function of the user decides'
}

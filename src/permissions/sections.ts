import { actions } from '../access/actions.ts'
import type { ModelPermissions } from './matrix.ts'

/** A table of texts: its caption, its heads, its rows. */
export interface Section {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const listText = (roles: readonly string[] | null) =>
  roles === null ? 'as the record' : roles.join(', ') || 'nobody'

/** What is shown of a model, whatever the format: roles and actions, then rules, then fields. */
export function sectionsOf({ model, codeOnly, roles, always, fields }: ModelPermissions): readonly Section[] {
  if (codeOnly) return [{ title: `${model}: for code only, it declares no permissions`, head: [], rows: [] }]
  const sections: Section[] = [
    {
      title: model,
      head: ['role', ...actions, 'held where'],
      rows: roles.map(({ role, held, may }) => [
        role,
        ...actions.map((action) => (may[action] ? 'yes' : '–')),
        held,
      ]),
    },
  ]
  if (always.length > 0)
    sections.push({
      title: `${model}: whatever the role`,
      head: ['to', 'it must hold that'],
      rows: always.map(({ action, rule }) => [action === 'all' ? 'do anything' : action, rule]),
    })
  if (fields.length > 0)
    sections.push({
      title: `${model}: fields with rules of their own`,
      head: ['field', 'read', 'write'],
      rows: fields.map(({ field, read, write }) => [field, listText(read), listText(write)]),
    })
  return sections
}

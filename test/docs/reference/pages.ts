import { capabilitiesPage } from './capabilities.ts'
import { errorsPage } from './errors.ts'
import { fieldsPage } from './fields.ts'
import { operatorsPage } from './operators.ts'

/** The pages of docs/reference that are made from the code, by their names. */
export const referencePages = (): Readonly<Record<string, string>> => ({
  'fields.md': fieldsPage(),
  'operators.md': operatorsPage(),
  'errors.md': errorsPage(),
  'capabilities.md': capabilitiesPage(),
})

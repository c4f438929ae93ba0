import { capabilitiesPage } from './capabilities.ts'
import { errorsPage } from './errors.ts'
import { fieldsPage } from './fields.ts'
import { operatorsPage } from './operators.ts'
import { writesPage } from './writes.ts'

/** The pages of docs/reference that are made from the code, by their names. */
export const referencePages = async (): Promise<Readonly<Record<string, string>>> => ({
  'fields.md': fieldsPage(),
  'operators.md': operatorsPage(),
  'errors.md': errorsPage(),
  'capabilities.md': capabilitiesPage(),
  'writes.md': await writesPage(),
})

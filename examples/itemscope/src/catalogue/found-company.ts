import type { Scope } from '../database.ts'
import { slugOf } from './slug.ts'

/** What somebody says of a company that they make. */
export type CompanyValues = Omit<Parameters<Scope['Company']['create']>[0], 'slug' | 'verified' | 'founderId'>

/** Makes a company of whoever asks: the model makes them its first owner. Its address is made of its name. */
export function foundCompany(db: Scope, values: CompanyValues) {
  return db.Company.create({ ...values, slug: slugOf(values.name) })
}

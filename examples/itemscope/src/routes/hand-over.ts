import { isPrometheusError, ValidationError } from 'prometheus-odm'
import { findOfferer } from '../catalogue/find-editable.ts'
import { slugOf } from '../catalogue/slug.ts'
import type { Scope } from '../database.ts'
import { formText } from '../http/forms.ts'
import { HttpError } from '../http/problems.ts'
import type { Company } from '../models/company.ts'
import type { OfferOf } from '../pages/offered.ts'

/** A record that companies give to each other. */
export interface HandedOver {
  transfer(to: Company): Promise<unknown>
  accept(): Promise<unknown>
  decline(): Promise<unknown>
  withdraw(): Promise<unknown>
}

async function companyNamed(db: Scope, name: string): Promise<Company> {
  const company = await db.Company.findOne({ where: { slug: slugOf(name) } })
  if (company !== null) return company
  throw new ValidationError('Company', [{ field: 'to', code: 'unknown', message: 'is no company here' }])
}

/** Offers a record to a company, or answers an offer: as the form asks, and as far as whoever asks may. */
export async function handOver(db: Scope, record: HandedOver, body: unknown): Promise<void> {
  const what = formText(body, 'do')
  try {
    if (what === 'offer') await record.transfer(await companyNamed(db, formText(body, 'to')))
    else if (what === 'accept') await record.accept()
    else if (what === 'decline') await record.decline()
    else if (what === 'withdraw') await record.withdraw()
    else throw new HttpError(400, 'Nothing to do', 'This form asks for nothing that is known here.')
  } catch (error) {
    throw isPrometheusError(error) && error.code === 'FORBIDDEN' ? notYours() : error
  }
}

const notYours = () =>
  new HttpError(
    403,
    'Not yours to give',
    'Owners of its company give it away, and owners of the other take it.',
  )

/** A record with what a transfer writes. */
interface Offered {
  readonly offeredTo: { readonly name: string } | null
  readonly offeredToId: string | null
  readonly offeredBy: string | null
  readonly offeredAt: Date | null
  readonly offeredUntil: Date | null
}

/** The offer of a record, as pages show it. */
export async function offerOf(db: Scope, record: Offered): Promise<OfferOf | null> {
  if (record.offeredToId === null) return null
  return {
    to: record.offeredTo?.name,
    by: await findOfferer(db, record),
    at: record.offeredAt,
    until: record.offeredUntil,
  }
}

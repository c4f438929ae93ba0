import type { Addressed } from '../catalogue/slug.ts'

/** Whether an offer can be taken, in the words of schema.org. */
export const availabilities = [
  'InStock',
  'LimitedAvailability',
  'PreOrder',
  'BackOrder',
  'OutOfStock',
  'Discontinued',
] as const

/** Whether an offer can be taken. */
export type Availability = (typeof availabilities)[number]

/** An offer as pages and documents show it. */
export interface OfferView {
  readonly price: string
  readonly currency: string
  readonly availability: Availability
  readonly validUntil: string | null
  readonly seller: Addressed
}

/** A price without the zeros that its currency does not have: '19.990' euros are '19.99', '1500.000' yen are '1500'. */
export function plainPrice({ price, currency }: Pick<OfferView, 'price' | 'currency'>): string {
  const [whole = '0', fraction = ''] = price.split('.')
  const { minimumFractionDigits = 2 } = format(currency).resolvedOptions()
  const digits = fraction.replace(/0+$/, '').padEnd(minimumFractionDigits, '0')
  return digits === '' ? whole : `${whole}.${digits}`
}

/** A price as people read it: '€19.99'. */
export function shownPrice(offer: Pick<OfferView, 'price' | 'currency'>): string {
  return format(offer.currency).format(Number(offer.price))
}

function format(currency: string): Intl.NumberFormat {
  return new Intl.NumberFormat('en', { style: 'currency', currency })
}

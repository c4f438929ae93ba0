import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import { hiddenProperty, itemScope, property, propertyName } from '../linked-data/microdata.ts'
import type { Statement, Thing } from '../linked-data/thing.ts'
import { said } from '../linked-data/thing.ts'
import type { Availability, OfferView } from '../product/offers.ts'
import { shownPrice } from '../product/offers.ts'
import { linked } from './fact-list.ts'
import { longDate } from './long-date.ts'

const availabilityLabels: Readonly<Record<Availability, string>> = {
  InStock: 'In stock',
  LimitedAvailability: 'Few left',
  PreOrder: 'To order in advance',
  BackOrder: 'On order',
  OutOfStock: 'Sold out',
  Discontinued: 'No longer made',
}

/** The offers of a product, in the order in which its description states them. */
export function offerList(offers: readonly OfferView[], statements: readonly Statement[]): Html | null {
  if (offers.length === 0) return null
  const items = statements.map((statement, i) => offers[i] && offerItem(offers[i], statement))
  return html`<section aria-labelledby="offers"><h2 id="offers">Offers</h2><ul class="offers">${items}</ul></section>`
}

function offerItem(offer: OfferView, statement: Statement): Html | null {
  if (!('thing' in statement.value)) return null
  const { thing } = statement.value
  const until =
    offer.validUntil !== null && html`, until ${shown(thing, 'priceValidUntil', longDate(offer.validUntil))}`
  return html`<li class="offer" itemprop="${propertyName(statement.property)}" ${itemScope(thing)}>
<p class="offer-price">${shown(thing, 'price', shownPrice(offer))}${said(thing, 'priceCurrency').map(hiddenProperty)}</p>
<p class="offer-seller">from ${said(thing, 'seller').map(linked)}</p>
<p class="offer-state offer-${offer.availability.toLowerCase()}">${availabilityLabels[offer.availability]}${said(thing, 'availability').map(hiddenProperty)}${until}</p>
</li>`
}

function shown(thing: Thing, name: string, text: string): Html[] {
  return said(thing, name).map((statement) => property(statement, text))
}

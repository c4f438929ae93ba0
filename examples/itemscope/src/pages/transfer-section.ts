import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Problems } from './forms.ts'
import { formField } from './forms.ts'
import type { OfferOf } from './offered.ts'
import { offeredBy } from './offered.ts'

/** A record that can be given to another company. */
export interface Transferred {
  /** The path of its page. */
  readonly path: string
  /** The offer that is there; null where there is none. */
  readonly offer: OfferOf | null
}

/** A section to give a record to another company, or to take the offer back. */
export function transferSection({ path, offer }: Transferred, problems: Problems): Html {
  const action = `${path}/transfer`
  if (offer !== null)
    return html`<section aria-labelledby="transfer"><h2 id="transfer">Offered to another company</h2>
<p>It is offered to ${offer.to ?? 'a company that is gone'} ${offeredBy(offer)}.</p>
<form method="post" action="${action}"><p><button class="button button-quiet" name="do" value="withdraw">Take the offer back</button></p></form></section>`
  return html`<section aria-labelledby="transfer"><h2 id="transfer">Give it to another company</h2>
<p>It stays where it is, with its address and its history, until an owner of that company accepts.</p>
<form method="post" action="${action}">
${formField({ name: 'to', label: 'Company', hint: 'Its name, such as Mars.', required: true, maxLength: 200 }, problems)}
<p><button class="button" name="do" value="offer">Offer it</button></p></form></section>`
}

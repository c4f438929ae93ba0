import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import { longDate } from './long-date.ts'

/** An offer of a record to a company: to whom, by whom, since when, until when. */
export interface OfferOf {
  readonly to: string | undefined
  readonly by: string | undefined
  readonly at: Date | null
  readonly until: Date | null
}

const day = (moment: Date): Html => html`<time datetime="${moment.toISOString()}">${longDate(moment)}</time>`

/** Whether an offer can be taken no more. */
export const hasEnded = ({ until }: Pick<OfferOf, 'until'>): boolean =>
  until !== null && until.getTime() <= Date.now()

/** Who has offered it, when, and until when it can be taken. */
export function offeredBy(offer: OfferOf): Html {
  const { by, at, until } = offer
  const end = until && html`, ${hasEnded(offer) ? 'ended on' : 'until'} ${day(until)}`
  return html`${by !== undefined && html`by ${by} `}${at !== null && html`on ${day(at)}`}${end}`
}

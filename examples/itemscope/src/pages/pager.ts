import type { ListPage, Place } from '../catalogue/find-products.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'

/** Links to the neighbouring pages of a list; nothing where the list has one page. */
export function pager(
  { next, previous }: Pick<ListPage<unknown>, 'next' | 'previous'>,
  pathTo: (place: Place) => string,
): Html | null {
  if (next === null && previous === null) return null
  const link = (label: string, rel: string, place: Place): Html =>
    html`<a class="button" rel="${rel}" href="${pathTo(place)}">${label}</a>`
  return html`<nav class="pager" aria-label="Pages">
${previous !== null && link('Previous page', 'prev', { after: null, before: previous })}
${next !== null && link('Next page', 'next', { after: next, before: null })}
</nav>`
}

/** Tells search engines to follow the links of a page, and not to keep it. */
export const notIndexed = html`<meta name="robots" content="noindex, follow">`

/** What the head says of a page of a list: only the first one is kept by search engines. */
export function pageHead({ after, before }: Place): Html | null {
  return after === null && before === null ? null : notIndexed
}

import type { ListItem, ListPage } from '../catalogue/find-products.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import { listPath } from './list-query.ts'
import { pager } from './pager.ts'
import { productCards, productCount } from './product-cards.ts'

/** The products that belong to what a page is about; `search` is the query that searches in them. */
export function productShelf(
  products: ListPage<ListItem>,
  path: string,
  search: { readonly brand: string } | { readonly category: string } | null,
): Html {
  const link =
    search !== null && products.total > 1 && html`<a href="${listPath(search)}">Search in these</a>`
  return html`<section class="bar shelf" aria-labelledby="products">
<div class="results-head"><h2 id="products">${productCount(products.total)}</h2>${link}</div>
${products.items.length > 0 && productCards(products.items)}
${pager(products, (place) => listPath(place, path))}
</section>`
}

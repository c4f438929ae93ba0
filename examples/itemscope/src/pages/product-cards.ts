import type { ListItem } from '../catalogue/find-products.ts'
import { barcode } from '../html/barcode.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import { printedGtin } from '../product/gtin.ts'
import { thingPath } from '../product/product-facts.ts'

/** A number of products in words. */
export const productCount = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'product' : 'products'}`

/** Products as shelf labels. */
export function productCards(items: readonly ListItem[]): Html {
  return html`<ul class="cards">${items.map(card)}</ul>`
}

function card(item: ListItem): Html {
  const { gtin, brand, name, size, attributes } = item
  const by = brand?.name ?? attributes?.author ?? null
  return html`<li class="card">
${by !== null && by !== name && html`<p class="card-by">${by}</p>`}
<h3><a href="${thingPath(item)}">${name}</a></h3>
${size !== null && html`<p class="card-size">${size}</p>`}
<p class="card-code">${gtin === null ? 'no GTIN' : [barcode(gtin), html`<span>${printedGtin(gtin)}</span>`]}</p>
</li>`
}

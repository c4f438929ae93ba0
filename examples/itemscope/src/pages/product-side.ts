import { barcode } from '../html/barcode.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Thing } from '../linked-data/thing.ts'
import { printedGtin } from '../product/gtin.ts'
import type { ProductView } from '../product/product-facts.ts'
import { documentPath } from '../product/product-facts.ts'
import { factRow } from './fact-list.ts'
import { documentLinks, recordFacts } from './record-side.ts'

/** The side of a product page: the barcode, the documents, and what is known of the record itself. */
export function productSide(product: ProductView, thing: Thing): Html[] {
  const origin = product.origin === 'seed' ? 'Written by hand for Itemscope' : 'Imported from a file'
  return [
    label(product),
    documentLinks(documentPath(product)),
    recordFacts(
      thing,
      { path: documentPath(product), version: product.version },
      factRow('Origin', [origin]),
    ),
  ]
}

function label({ gtin }: ProductView): Html {
  if (gtin === null) {
    return html`<p class="label label-empty">No GTIN is known for this product, so its address is made of its id.</p>`
  }
  return html`<div class="label">${barcode(gtin)}<p class="label-digits"><span class="visually-hidden">Number under the barcode: </span>${printedGtin(gtin)}</p></div>`
}

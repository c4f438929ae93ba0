import { barcode } from '../html/barcode.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import { property } from '../linked-data/microdata.ts'
import type { Statement, Thing } from '../linked-data/thing.ts'
import { said } from '../linked-data/thing.ts'
import { printedGtin } from '../product/gtin.ts'
import type { ProductView } from '../product/product-facts.ts'
import { documentPath } from '../product/product-facts.ts'
import { factRow } from './fact-list.ts'

/** The side of a product page: the barcode, the documents, and what is known of the record itself. */
export function productSide(product: ProductView, thing: Thing): Html[] {
  return [label(product), documents(product), record(product, thing)]
}

function label({ gtin }: ProductView): Html {
  if (gtin === null) {
    return html`<p class="label label-empty">No GTIN is known for this product, so its address is made of its id.</p>`
  }
  return html`<div class="label">${barcode(gtin)}<p class="label-digits"><span class="visually-hidden">Number under the barcode: </span>${printedGtin(gtin)}</p></div>`
}

function documents(product: ProductView): Html {
  const path = documentPath(product)
  return html`<nav class="documents" aria-labelledby="documents"><h2 id="documents">As data</h2><ul>
<li><a href="${path}.jsonld" type="application/ld+json">JSON-LD</a></li>
<li><a href="${path}.html" type="text/html">HTML with microdata</a></li>
</ul></nav>`
}

function record(product: ProductView, thing: Thing): Html {
  const origin = product.origin === 'seed' ? 'Written by hand for Itemscope' : 'Imported from a file'
  return html`<section aria-labelledby="record"><h2 id="record">This record</h2><dl class="facts">
${factRow('Address', [address(thing)])}
${factRow('Origin', [html`${origin}`])}
${factRow('Last changed', said(thing, 'mainEntityOfPage').map(modified))}
</dl></section>`
}

/** May break before the path. */
function address({ id = '' }: Thing): Html {
  const { origin } = new URL(id)
  return html`<a class="address" href="${id}">${origin}<wbr>${id.slice(origin.length)}</a>`
}

function modified(statement: Statement): Html {
  const parts = 'thing' in statement.value ? statement.value.thing.statements : []
  const shown = parts.map((part) =>
    property(part, 'moment' in part.value ? longDate(part.value.moment) : undefined),
  )
  return property(statement, shown)
}

function longDate(moment: Date): string {
  return moment.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
}

import type { Account } from '../catalogue/find-account.ts'
import { companyPath } from '../catalogue/slug.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import { documentPath } from '../product/product-facts.ts'
import { longDate } from './long-date.ts'

function companies({ user }: Account): Html {
  if (user.memberships.length === 0) return html`<p>You act for no company.</p>`
  const rows = user.memberships.map(
    ({ company, role }) => html`<li><a href="${companyPath(company)}">${company.name}</a>, ${role}</li>`,
  )
  return html`<ul>${rows}</ul>`
}

function products({ products: own }: Account): Html | false {
  if (own.length === 0) return false
  const rows = own.map(
    (product) =>
      html`<li><a href="${documentPath(product)}/edit">${product.name}</a>${product.status === 'draft' && ', a draft'}</li>`,
  )
  return html`<section aria-labelledby="products"><h2 id="products">Products of your companies</h2><ul>${rows}</ul></section>`
}

function offers({ offered }: Account): Html | false {
  if (offered.length === 0) return false
  const rows = offered.map((product) => {
    const path = documentPath(product)
    const until = product.offeredUntil
    return html`<li><strong>${product.name}</strong> is offered to ${product.offeredTo?.name}${product.company && html` by ${product.company.name}`}${until && html`, until ${longDate(until)}`}.
<form class="inline" method="post" action="${path}/transfer"><button class="button" name="do" value="accept">Accept</button> <button class="button button-quiet" name="do" value="decline">Decline</button></form></li>`
  })
  return html`<section aria-labelledby="offers"><h2 id="offers">Offered to you</h2><ul class="plain">${rows}</ul></section>`
}

/** The page of somebody's own account. */
export function accountPage(site: Site, account: Account): string {
  const { user } = account
  const main = html`<div class="bar"><div class="sheet">
<h1>${user.name}</h1>
<p>${user.email}${user.roles?.includes('administrator') === true && ', administrator'}</p>
${offers(account)}
<section aria-labelledby="companies"><h2 id="companies">Companies</h2>${companies(account)}</section>
${products(account)}
<p><a href="/claims">Corrections</a></p>
<form method="post" action="/sign-out"><p><button class="button button-quiet">Sign out</button></p></form>
</div></div>`
  return layout(site, {
    title: 'Your account – Itemscope',
    head: html`<meta name="robots" content="noindex">`,
    main,
  })
}

import type { Account } from '../catalogue/find-account.ts'
import { brandPath, companyPath } from '../catalogue/slug.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { documentPath } from '../product/product-facts.ts'
import { formPage } from './form-page.ts'
import { longDate } from './long-date.ts'
import { membersPath, roleNames } from './members-page.ts'
import { hasEnded, offeredBy } from './offered.ts'

function section(id: string, title: string, items: readonly Html[]): Html | false {
  if (items.length === 0) return false
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><ul class="rows">${items}</ul></section>`
}

const invitationItem = ({ id, company, role, expiresAt }: Account['invitations'][number]): Html =>
  html`<li><p><a href="${companyPath(company)}">${company.name}</a><span class="row-about">${roleNames[role]}, until ${longDate(expiresAt)}</span></p>
<form class="row-actions" method="post" action="/invitations/${id}"><button class="button" name="do" value="accept">Accept<span class="visually-hidden"> the invitation of ${company.name}</span></button><button class="button button-quiet" name="do" value="decline">Decline<span class="visually-hidden"> the invitation of ${company.name}</span></button></form></li>`

/** A record that is on its way from one company to another. */
interface OnItsWay {
  readonly name: string
  readonly path: string
  readonly companyId: string | null
  readonly offeredToId: string | null
  readonly offeredBy: string | null
  readonly offeredAt: Date | null
  readonly offeredUntil: Date | null
}

const onTheirWay = ({ offers: { products, brands } }: Account): OnItsWay[] => [
  ...products.map((product) => ({ ...product, path: documentPath(product) })),
  ...brands.map((brand) => ({ ...brand, path: brandPath(brand) })),
]

function offerItem(account: Account, record: OnItsWay, actions: Readonly<Record<string, string>>): Html {
  const { companies, people } = account
  const offer = {
    to: companies.get(record.offeredToId)?.name,
    by: people.get(record.offeredBy),
    at: record.offeredAt,
    until: record.offeredUntil,
  }
  const from = companies.get(record.companyId)?.name
  const buttons = Object.entries(actions).map(
    ([what, label]) =>
      html`<button class="button${what !== 'accept' && ' button-quiet'}" name="do" value="${what}">${label}<span class="visually-hidden"> ${record.name}</span></button>`,
  )
  return html`<li><p><a href="${record.path}">${record.name}</a> is offered to ${offer.to}${from !== undefined && html` by ${from}`}<span class="row-about">${offeredBy(offer)}</span></p>
<form class="row-actions" method="post" action="${record.path}/transfer">${buttons}</form></li>`
}

/** What is offered to companies that whoever reads owns, and what those offer to others. */
function offerSections(account: Account): (Html | false)[] {
  const owned = new Set(
    account.user.memberships.filter(({ role }) => role === 'owner').map(({ companyId }) => companyId),
  )
  const all = onTheirWay(account)
  const to = all.filter(
    ({ offeredToId, offeredUntil }) => owned.has(offeredToId ?? '') && !hasEnded({ until: offeredUntil }),
  )
  const from = all.filter(({ companyId }) => owned.has(companyId ?? ''))
  const taken = { accept: 'Accept', decline: 'Decline' }
  return [
    section(
      'offers',
      'Offered to you',
      to.map((record) => offerItem(account, record, taken)),
    ),
    section(
      'offering',
      'Offered by you',
      from.map((record) => offerItem(account, record, { withdraw: 'Withdraw' })),
    ),
  ]
}

function companies({ user }: Account): Html {
  const rows = user.memberships.map(
    ({ company, role }) =>
      html`<li><p><a href="${companyPath(company)}">${company.name}</a><span class="row-about">${roleNames[role]}</span></p><p><a href="${membersPath(company)}">Members<span class="visually-hidden"> of ${company.name}</span></a></p></li>`,
  )
  return html`<section aria-labelledby="companies"><h2 id="companies">Companies</h2>
${rows.length === 0 ? html`<p>You act for no company.</p>` : html`<ul class="rows">${rows}</ul>`}
<p><a href="/account/companies">Make a company</a></p></section>`
}

const productItem = (product: Account['products'][number]): Html => {
  const about = [product.size, product.status === 'draft' && 'a draft'].filter(Boolean).join(', ')
  return html`<li><p><a href="${documentPath(product)}/edit">${product.name}</a>${about !== '' && html`<span class="row-about">${about}</span>`}</p></li>`
}

function corrections({ user, claims }: Account): Html {
  const isDeciding = user.memberships.length > 0 || user.roles?.includes('administrator') === true
  return html`<section aria-labelledby="corrections"><h2 id="corrections">Corrections</h2><ul class="links">
<li><a href="/claims">Suggested by you</a> <span class="count">${claims}</span></li>
${isDeciding && html`<li><a href="/moderation">For you to decide</a></li>`}
</ul></section>`
}

/** The page of somebody's own account. */
export function accountPage(site: Site, account: Account): string {
  const { user } = account
  const isAdministrator = user.roles?.includes('administrator') === true
  const content = html`<p>${user.email}${isAdministrator && ', administrator'}</p>
${section('invitations', 'You are invited to act for', account.invitations.map(invitationItem))}
${offerSections(account)}
${companies(account)}
${section('products', 'Products of your companies', account.products.map(productItem))}
${corrections(account)}
<form method="post" action="/sign-out"><p><button class="button button-quiet">Sign out</button></p></form>`
  return formPage(site, { title: user.name, content })
}

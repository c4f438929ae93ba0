import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import { propertyName } from '../linked-data/microdata.ts'
import type { LinkView } from '../product/links.ts'
import { linkLabels, linkTypes } from '../product/links.ts'

/** Pages elsewhere about a product, with what each is for. */
export function linkList(links: readonly LinkView[]): Html | null {
  if (links.length === 0) return null
  const place = ({ type }: LinkView): number => linkTypes.indexOf(type)
  const items = links.toSorted((a, b) => place(a) - place(b)).map(linkItem)
  return html`<section aria-labelledby="links"><h2 id="links">Elsewhere</h2><ul class="links">${items}</ul></section>`
}

function linkItem({ type, href, title, language }: LinkView): Html {
  const address = new URL(href)
  const hreflang = language !== null && html` hreflang="${language}"`
  return html`<li><a itemprop="${propertyName(`gs1:${type}`)}" href="${address.href}"${hreflang} rel="nofollow">${title}</a> <span class="link-about">${linkLabels[type]} at ${address.host}${language !== null && `, ${languageName(language)}`}</span></li>`
}

const languageNames = new Intl.DisplayNames(['en'], { type: 'language' })

function languageName(language: string): string {
  return `in ${languageNames.of(language) ?? language}`
}

import type { Insertion } from './html.ts'
import { html } from './html.ts'

/** What every page is made of. */
export interface PageParts {
  readonly title: string
  readonly description?: string
  /** What search engines and previews take as the address of the page. */
  readonly canonical?: string
  /** Further elements of the head. */
  readonly head?: Insertion
  readonly main: Insertion
  /** Whether the header has a search field; the home page has its own. */
  readonly search?: boolean
}

/** What pages are made with. */
export interface Site {
  /** The public address of the site, without a slash at its end. */
  readonly origin: string
  /** The addresses of the stylesheets, which change with their content. */
  readonly stylesheets: readonly string[]
  /** The name of whoever is signed in. */
  readonly user?: string
}

/** A whole page as text. */
export function layout(site: Site, parts: PageParts): string {
  return `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${parts.title}</title>
${parts.description && html`<meta name="description" content="${parts.description}">`}
${parts.canonical && html`<link rel="canonical" href="${parts.canonical}">`}
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
${site.stylesheets.map((address) => html`<link rel="stylesheet" href="${address}">\n`)}
${parts.head}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="site-header"><div class="bar">
<a class="logo" href="/">${logo}<span>Itemscope</span></a>
${siteNavigation}
${parts.search !== false && headerSearch}
${accountLink(site)}
</div></header>
<main id="main" tabindex="-1">
${parts.main}
</main>
${footer}
</body>
</html>`}\n`
}

/** Bars, and the light that reads them. */
const logo = html`<svg viewBox="0 0 28 28" aria-hidden="true" focusable="false"><path class="logo-bars" d="M3 5h2v18H3zM7 5h1v18H7zM10 5h3v18h-3zM15 5h1v18h-1zM18 5h2v18h-2zM22 5h1v18h-1zM24 5h1v18h-1z"/><path class="logo-light" d="M0 13h28v2H0z"/></svg>`

const siteNavigation = html`<nav class="site-navigation" aria-label="Site"><ul>
<li><a href="/categories">Categories</a></li>
<li><a href="/brands">Brands</a></li>
<li><a href="/companies">Companies</a></li>
</ul></nav>`

const accountLink = ({ user }: Site) =>
  html`<p class="account-link">${user === undefined ? html`<a href="/sign-in">Sign in</a>` : html`<a href="/account">${user}</a>`}</p>`

const headerSearch = html`<form class="search search-small" action="/" role="search">
<label class="visually-hidden" for="q">Search products</label>
<input id="q" name="q" type="search" maxlength="200" placeholder="Name, brand or GTIN" autocomplete="off">
<button>Search</button>
</form>`

const footer = html`<footer class="site-footer"><div class="bar">
<p>Itemscope is an example application of Prometheus, a data layer for TypeScript.</p>
<p>Every product page is data, too: ask its address for <code>application/ld+json</code>, or follow the links on it. <a href="/sitemap.xml">Sitemap</a>, <a href="/permissions">who may do what</a></p>
</div></footer>`

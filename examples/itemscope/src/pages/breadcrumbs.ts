import type { Addressed } from '../catalogue/slug.ts'
import { categoryPath } from '../catalogue/slug.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'

/** The way from the catalogue down to a page, which is not itself part of it. */
export function breadcrumbs(steps: readonly { readonly name: string; readonly path: string }[]): Html {
  const items = [{ name: 'Catalogue', path: '/' }, ...steps].map(
    ({ name, path }) => html`<li><a href="${path}">${name}</a></li>`,
  )
  return html`<nav class="breadcrumbs" aria-label="Breadcrumbs"><ol>${items}</ol></nav>`
}

/** The way down through categories. */
export function categoryBreadcrumbs(categories: readonly Addressed[]): Html {
  return breadcrumbs(categories.map((category) => ({ name: category.name, path: categoryPath(category) })))
}

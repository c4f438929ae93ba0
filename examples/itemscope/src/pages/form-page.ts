import type { Insertion } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import { breadcrumbs } from './breadcrumbs.ts'
import type { Problems } from './forms.ts'

/** What a page of forms is made of. */
export interface FormPageParts {
  readonly title: string
  /** The way to what the page is about. */
  readonly trail?: readonly { readonly name: string; readonly path: string }[]
  readonly problems?: Problems
  /** Everything below the heading. */
  readonly content: Insertion
}

/** A page with forms: for one reader, so that no search engine keeps it. Its title says where something was wrong. */
export function formPage(site: Site, { title, trail, problems = {}, content }: FormPageParts): string {
  const isWrong = Object.keys(problems).length > 0
  return layout(site, {
    title: `${isWrong ? 'Error: ' : ''}${title} – Itemscope`,
    head: html`<meta name="robots" content="noindex">`,
    main: html`<div class="bar"><div class="sheet">
${trail !== undefined && breadcrumbs(trail)}
<h1>${title}</h1>
${content}
</div></div>`,
  })
}

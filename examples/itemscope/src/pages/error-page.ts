import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'

/** What went wrong with a request, for the one who sent it (RFC 9457). */
export interface Problem {
  readonly status: number
  readonly title: string
  readonly detail: string
}

/** A page that says what went wrong and where to go from there. */
export function errorPage(site: Site, problem: Problem): string {
  const main = html`<div class="bar"><div class="message">
<p class="message-status" aria-hidden="true">${problem.status}</p>
<h1>${problem.title}</h1>
<p class="lead">${problem.detail}</p>
<p><a class="button" href="/">To the catalogue</a></p>
</div></div>`
  return layout(site, {
    title: `${problem.title} – Itemscope`,
    head: html`<meta name="robots" content="noindex">`,
    main,
  })
}

import type { Reversion } from '../catalogue/revert.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { formPage } from './form-page.ts'
import type { Problems } from './forms.ts'
import { formProblem } from './forms.ts'
import { stepDiff } from './history-diff.ts'
import { historyFields } from './history-fields.ts'
import type { HistoryOwner } from './history-page.ts'
import { historyPath } from './history-page.ts'

/** The path of the page to go back to a version of the record at a path. */
export const revertPath = (path: string, version: number): string => `${historyPath(path)}/${version}/revert`

/** What the page to go back to a version shows. */
export interface RevertParts {
  readonly owner: HistoryOwner
  /** The version to which it would go back. */
  readonly version: number
  readonly reversion: Reversion
  readonly problems?: Problems
}

const labels = Object.fromEntries([...historyFields].map(([name, { label }]) => [name, label]))

/** What stays as it is, and why. */
function keptFields({ kept }: Reversion): Html | false {
  const names = Object.keys(kept).flatMap((name) => labels[name] ?? [])
  if (names.length === 0) return false
  return html`<section aria-labelledby="kept"><h2 id="kept">This stays as it is now</h2>
<p>It is not yours to write, is given to others only by a transfer, or is no fact of a version.</p>
<ul class="marked">${names.map((name) => html`<li>${name}</li>`)}</ul></section>`
}

/** The page to go back to a version: what would change, and what stays. */
export function revertPage(site: Site, parts: RevertParts): string {
  const { owner, version, reversion, problems = {} } = parts
  const changed = stepDiff({ diff: reversion.changes }, reversion.referred)
  const back = html`<a href="${historyPath(owner.path)}">Cancel</a>`
  const form =
    changed === null
      ? html`<p>There is nothing that you could put back.</p><p>${back}</p>`
      : html`<section aria-labelledby="changes"><h2 id="changes">This would change</h2>${changed}</section>
<form method="post" action="${revertPath(owner.path, version)}">
<input type="hidden" name="version" value="${reversion.version}">
<p><button class="button">Go back to version ${version}</button> ${back}</p>
</form>`
  const content = html`<p>It is a change like any other: it is checked, it is in the history, and can be taken back in turn.</p>
${formProblem(problems, labels)}
${form}
${keptFields(reversion)}`
  const trail = [
    { name: owner.name, path: owner.path },
    { name: 'History', path: historyPath(owner.path) },
  ]
  return formPage(site, { title: `Go back to version ${version}`, trail, problems, content })
}

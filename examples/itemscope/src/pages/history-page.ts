import type { Actors, History, Step } from '../catalogue/find-history.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import { breadcrumbs } from './breadcrumbs.ts'
import { stepDiff } from './history-diff.ts'
import { listPath } from './list-query.ts'
import { longDate } from './long-date.ts'
import { notIndexed, pager } from './pager.ts'

/** A record whose history is shown. */
export interface HistoryOwner {
  readonly name: string
  /** The path of its page. */
  readonly path: string
  /** Whether whoever reads may go back to a version. */
  readonly mayRevert?: boolean
}

/** The path of the history of the record at a path. */
export const historyPath = (path: string): string => `${path}/history`

/** The page of a record's history, the latest step first. */
export function historyPage(site: Site, owner: HistoryOwner, history: History): string {
  const path = historyPath(owner.path)
  const steps = history.steps.map((step) => html`<li>${stepArticle(owner, step, history)}</li>`)
  const list =
    steps.length === 0
      ? html`<p class="quiet">Nothing is written of it yet: the history begins with the next change.</p>`
      : html`<ol class="steps">${steps}</ol>`
  return page(site, owner, {
    title: `History of ${owner.name}`,
    main: [list, pager(history, (place) => listPath(place, path))],
    trail: [{ name: owner.name, path: owner.path }],
  })
}

/** The page of one step of a history. */
export function stepPage(
  site: Site,
  owner: HistoryOwner,
  { steps, ...told }: Pick<History, 'steps' | 'referred' | 'actors'>,
): string {
  return page(site, owner, {
    title: `${owner.name}, version ${steps[0]?.version}`,
    main: steps.map((step) => stepArticle(owner, step, told)),
    trail: [
      { name: owner.name, path: owner.path },
      { name: 'History', path: historyPath(owner.path) },
    ],
  })
}

/** What steps name beside themselves. */
type Told = Pick<History, 'referred' | 'actors'>

interface Parts {
  readonly title: string
  readonly main: readonly (Html | null)[]
  readonly trail: readonly { readonly name: string; readonly path: string }[]
}

function page(site: Site, { path }: HistoryOwner, { title, main, trail }: Parts): string {
  return layout(site, {
    title: `${title} – Itemscope`,
    canonical: site.origin + historyPath(path),
    head: notIndexed,
    main: html`<div class="bar"><div class="record history">
<header class="record-header">${breadcrumbs(trail)}<h1>${title}</h1></header>
<div class="record-main">${main}</div>
</div></div>`,
  })
}

const actions: Readonly<Record<Step['action'], string>> = {
  create: 'Created',
  update: 'Changed',
  destroy: 'Removed',
  restore: 'Restored',
  transfer: 'Transferred',
}

/** Who did it: trusted code says what it was doing. */
function actorOf({ actorId, reason }: Step, actors: Actors): string {
  if (reason !== null) return reason
  return actorId === null ? 'by Itemscope' : `by ${actors.get(actorId) ?? 'somebody whose account is gone'}`
}

function stepArticle(owner: HistoryOwner, step: Step, { referred, actors }: Told): Html {
  const { path, mayRevert = false } = owner
  const { action, at, version } = step
  const heading = `step-${step.id}`
  const named = version === null ? actions[action] : `Version ${version}`
  const title =
    version === null ? html`${named}` : html`<a href="${historyPath(path)}/${version}">${named}</a>`
  return html`<article class="step" aria-labelledby="${heading}">
<h2 id="${heading}">${title}</h2>
<p class="quiet">${actions[action]} on <time datetime="${at.toISOString()}">${longDate(at)}, ${clock(at)}</time>, ${actorOf(step, actors)}</p>
${stepDiff(step, referred) ?? html`<p class="quiet">Nothing that is shown here.</p>`}
${mayRevert && version !== null && html`<p class="step-tools"><a href="${historyPath(path)}/${version}/revert" rel="nofollow">Go back to this version</a></p>`}
</article>`
}

const clock = (moment: Date): string => `${moment.toISOString().slice(11, 16)} UTC`

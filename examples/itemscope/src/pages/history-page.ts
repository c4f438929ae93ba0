import type { History, Referred, Step } from '../catalogue/find-history.ts'
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
}

/** The path of the history of the record at a path. */
export const historyPath = (path: string): string => `${path}/history`

/** The page of a record's history, the latest step first. */
export function historyPage(site: Site, owner: HistoryOwner, history: History): string {
  const path = historyPath(owner.path)
  const steps = history.steps.map((step) => html`<li>${stepArticle(owner, step, history.referred)}</li>`)
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
  { steps, referred }: Pick<History, 'steps' | 'referred'>,
): string {
  return page(site, owner, {
    title: `${owner.name}, version ${steps[0]?.version}`,
    main: steps.map((step) => stepArticle(owner, step, referred)),
    trail: [
      { name: owner.name, path: owner.path },
      { name: 'History', path: historyPath(owner.path) },
    ],
  })
}

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
const actorOf = ({ actorId, reason }: Step): string =>
  reason ?? (actorId === null ? 'by Itemscope' : `by ${actorId}`)

function stepArticle({ path }: HistoryOwner, step: Step, referred: Referred): Html {
  const { action, at, version } = step
  const heading = `step-${step.id}`
  const named = version === null ? actions[action] : `Version ${version}`
  const title =
    version === null ? html`${named}` : html`<a href="${historyPath(path)}/${version}">${named}</a>`
  return html`<article class="step" aria-labelledby="${heading}">
<h2 id="${heading}">${title}</h2>
<p class="quiet">${actions[action]} on <time datetime="${at.toISOString()}">${longDate(at)}, ${clock(at)}</time>, ${actorOf(step)}</p>
${stepDiff(step, referred) ?? html`<p class="quiet">Nothing that is shown here.</p>`}
</article>`
}

const clock = (moment: Date): string => `${moment.toISOString().slice(11, 16)} UTC`

import { diffWordsWithSpace } from 'diff'
import type { Referred, Step } from '../catalogue/find-history.ts'
import type { Html, Insertion } from '../html/html.ts'
import { html } from '../html/html.ts'
import { attributeTable } from '../product/attributes.ts'
import { factRow } from './fact-list.ts'
import type { HistoryField } from './history-fields.ts'
import { historyFields } from './history-fields.ts'

/** What a field was and is; undefined where it had no value. */
interface Change {
  readonly from: unknown
  readonly to: unknown
}

const known = (value: unknown): unknown => value ?? undefined

const gone = (shown: Insertion): Html =>
  html`<del><span class="visually-hidden">Before: </span>${shown}</del>`
const came = (shown: Insertion): Html => html`<ins><span class="visually-hidden">After: </span>${shown}</ins>`

/** The value before and the value after; of one that was not there before, or is not there any more, that alone. */
function beforeAndAfter({ from, to }: Change, show: (value: unknown) => Insertion): Html[] {
  if (from === undefined) return [html`<ins>${show(to)}</ins>`]
  if (to === undefined) return [html`<del>${show(from)}</del>`]
  return [gone(show(from)), html` `, came(show(to))]
}

/** Texts longer than this are not compared word by word, which takes time that grows with their product. */
const longestCompared = 5000

/** A text with the words that went and those that came. */
function changedWords({ from, to }: Change): Html[] | null {
  if (typeof from !== 'string' || typeof to !== 'string') return null
  if (from.length + to.length > 2 * longestCompared) return null
  return diffWordsWithSpace(from, to).map(({ added, removed, value }) =>
    added ? html`<ins>${value}</ins>` : removed ? html`<del>${value}</del>` : html`${value}`,
  )
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
}

/** What each entry of a field was and is, under the name that the table of attributes has for it. */
function entryRows({ from, to }: Change): (Html | null)[] {
  const [before, after] = [entriesOf(from), entriesOf(to)]
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].map((name) => {
    const change = { from: known(before.get(name)), to: known(after.get(name)) }
    if (change.from === change.to) return null
    const definition = attributeTable.find((attribute) => attribute.name === name)
    const show = (value: unknown) => [String(value), definition?.unit && ` ${definition.unit}`]
    return factRow(definition?.label ?? name, beforeAndAfter(change, show))
  })
}

function fieldRows(field: HistoryField, change: Change, referred: Referred): (Html | null)[] {
  if (field.as === 'entries') return entryRows(change)
  const shown = field.as === 'words' ? changedWords(change) : null
  return [factRow(field.label, shown ?? beforeAndAfter(change, (value) => field.show(value, referred)))]
}

/** What a step has changed, field by field; null where it changed nothing that is shown. */
export function stepDiff({ diff }: Pick<Step, 'diff'>, referred: Referred): Html | null {
  const rows = [...historyFields].flatMap(([name, field]) => {
    const change = { from: known(diff[name]?.from), to: known(diff[name]?.to) }
    return change.from === undefined && change.to === undefined ? [] : fieldRows(field, change, referred)
  })
  const shown = rows.filter((row) => row !== null)
  return shown.length === 0 ? null : html`<dl class="facts diff">${shown}</dl>`
}

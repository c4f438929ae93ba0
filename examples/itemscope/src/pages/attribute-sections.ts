import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import { itemScope, property } from '../linked-data/microdata.ts'
import type { Statement } from '../linked-data/thing.ts'
import { attributeTable } from '../product/attributes.ts'

const titles = { Book: 'Book', Composition: 'What is in it', Nutrition: 'Nutrition facts' } as const

const groupOf = new Map(attributeTable.map(({ label, group }) => [label, group]))

/** The attributes of a product, a table for each group of them. */
export function attributeSections(statements: readonly Statement[]): Html[] {
  return (Object.keys(titles) as (keyof typeof titles)[]).flatMap((group) => {
    const members = statements.filter((statement) => groupOf.get(labelOf(statement)) === group)
    if (members.length === 0) return []
    const id = group.toLowerCase()
    return html`<section class="attributes attributes-${id}" aria-labelledby="${id}"><h2 id="${id}">${titles[group]}</h2><dl class="facts">${members.map(attributeRow)}</dl></section>`
  })
}

function attributeRow({ property: name, value }: Statement): Html | null {
  if (!('thing' in value)) return null
  const [label, ...rest] = value.thing.statements
  return html`<div itemprop="${name}" ${itemScope(value.thing)}><dt>${label && property(label)}</dt><dd>${rest.map((statement) => html`${property(statement)} `)}</dd></div>`
}

function labelOf({ value }: Statement): string {
  const [label] = 'thing' in value ? value.thing.statements : []
  return label !== undefined && 'text' in label.value ? label.value.text : ''
}

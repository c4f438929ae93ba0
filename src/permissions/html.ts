import type { PermissionMatrix } from './matrix.ts'
import type { Section } from './sections.ts'
import { sectionsOf } from './sections.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '')

const rowHtml = ([first = '', ...cells]: readonly string[]) =>
  `<tr><th scope="row">${escaped(first)}</th>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`

function sectionHtml({ title, head, rows }: Section): string {
  if (head.length === 0) return `<p>${escaped(title)}</p>`
  const heads = head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')
  return [
    `<table>`,
    `<caption>${escaped(title)}</caption>`,
    `<thead><tr>${heads}</tr></thead>`,
    `<tbody>`,
    ...rows.map(rowHtml),
    `</tbody>`,
    `</table>`,
  ].join('\n')
}

/** A matrix as a part of a page: tables with captions and heads, and no style of their own. */
export const matrixHtml = (matrix: PermissionMatrix): string =>
  matrix
    .map(
      (model) =>
        `<section aria-label="${escaped(model.model)}">\n${sectionsOf(model).map(sectionHtml).join('\n')}\n</section>`,
    )
    .join('\n')

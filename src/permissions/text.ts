import type { PermissionMatrix } from './matrix.ts'
import type { Section } from './sections.ts'
import { sectionsOf } from './sections.ts'

function sectionText({ title, head, rows }: Section): string {
  const table = head.length === 0 ? [] : [head, ...rows]
  const widths = head.map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [title, ...lines.map((line) => `  ${line}`)].join('\n')
}

/** A matrix as aligned text, for a terminal. */
export const matrixText = (matrix: PermissionMatrix): string =>
  matrix.flatMap(sectionsOf).map(sectionText).join('\n\n')

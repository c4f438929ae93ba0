import type { PermissionMatrix } from './matrix.ts'
import type { Section } from './sections.ts'
import { sectionsOf } from './sections.ts'

const escaped = (text: string) => text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ')
const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`

const sectionMarkdown = ({ title, head, rows }: Section): string =>
  head.length === 0
    ? `## ${escaped(title)}`
    : [`## ${escaped(title)}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')

/** A matrix as Markdown, for documents and reviews. */
export const matrixMarkdown = (matrix: PermissionMatrix): string =>
  `${matrix.flatMap(sectionsOf).map(sectionMarkdown).join('\n\n')}\n`

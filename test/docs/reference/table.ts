const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const widthOf = (text: string): number => Array.from(text).length
const padded = (text: string, width: number): string => text + ' '.repeat(width - widthOf(text))

/** A table in Markdown, its columns aligned as the formatter of the repository aligns them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((cells) => cells.map((text) => text.replaceAll('|', '\\|')))
  const widths = head.map((_, i) => Math.max(3, ...all.map((cells) => widthOf(cells[i] ?? ''))))
  const [first, ...rest] = all.map((cells) => line(widths.map((width, i) => padded(cells[i] ?? '', width))))
  return [first, line(widths.map((width) => '-'.repeat(width))), ...rest].join('\n')
}

/** A text as code, in a cell or a sentence. */
export const code = (text: string): string => `\`${text}\``

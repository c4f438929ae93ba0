/** What reading a record gives: its cells, or that a quote is still open at its end, or what is wrong. */
export type Cells =
  | { readonly cells: readonly string[] }
  | { readonly open: true }
  | { readonly problem: string }

interface Cell {
  readonly value: string
  /** Where the next cell begins, or the length of the text plus one. */
  readonly next: number
}

/** Reads the cells of one record (RFC 4180); a quote inside a cell that does not begin with one is a plain quote. */
export function readCells(text: string): Cells {
  const cells: string[] = []
  for (let at = 0; at <= text.length; ) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at)
    if (!('value' in cell)) return cell
    cells.push(cell.value)
    at = cell.next
  }
  return { cells }
}

function plainCell(text: string, start: number): Cell {
  const comma = text.indexOf(',', start)
  const end = comma < 0 ? text.length : comma
  return { value: text.slice(start, end), next: end + 1 }
}

function quotedCell(text: string, start: number): Cell | Exclude<Cells, { cells: unknown }> {
  const end = closingQuote(text, start + 1)
  if (end < 0) return { open: true }
  const after = text[end + 1]
  if (after !== undefined && after !== ',')
    return { problem: `after a closing quote there is “${after}” where a comma belongs` }
  return { value: text.slice(start + 1, end).replaceAll('""', '"'), next: end + 2 }
}

/** The quote that ends a cell: one that is not followed by another. */
function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from)
  while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2)
  return quote
}

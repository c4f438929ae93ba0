/** The columns of a file by name, whatever their order and capitals. */
export interface Header {
  readonly width: number
  /** The text of a cell without the space around it; '' where the file has no such column. */
  cell(cells: readonly string[], column: string): string
  has(column: string): boolean
  /** The columns that are none of those named. */
  others(columns: readonly string[]): string[]
}

const fold = (column: string): string => column.trim().toLowerCase().replace(/\s+/g, ' ')

/** Reads the first record of a file as the names of its columns; of two columns of one name the first counts. */
export function readHeader(names: readonly string[]): Header {
  const folded = names.map(fold)
  const positions = new Map<string, number>()
  const indexOf = (column: string): number => {
    const known = positions.get(column) ?? folded.indexOf(fold(column))
    positions.set(column, known)
    return known
  }
  return {
    width: names.length,
    cell: (cells, column) => cells[indexOf(column)]?.trim() ?? '',
    has: (column) => indexOf(column) >= 0,
    others: (columns) => {
      const known = new Set(columns.map(fold))
      return names.filter((name) => !known.has(fold(name)) && name.trim() !== '')
    },
  }
}

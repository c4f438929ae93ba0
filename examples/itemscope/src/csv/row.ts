import { createReadStream } from 'node:fs'
import { UsageError } from '../settings.ts'
import type { Header } from './header.ts'
import { readHeader } from './header.ts'
import { readLines } from './lines.ts'
import { readRecords } from './records.ts'

/** A row of a file: gives the text of a cell by its column, '' where there is none. */
export type Row = (column: string) => string

/** The first cell of several columns in which there is something. */
export function firstOf(row: Row, columns: readonly string[]): string {
  return columns.map(row).find((text) => text !== '') ?? ''
}

/** Reads all rows of a small file of our own; throws where it is not sound. */
export async function readAllRows(path: string): Promise<Row[]> {
  const rows: Row[] = []
  let header: Header | undefined
  for await (const record of readRecords(readLines(createReadStream(path), { line: 1, offset: 0 }))) {
    if ('problem' in record) throw new UsageError(`${path}, line ${record.line}: ${record.problem}.`)
    const { cells } = record
    const known = header
    if (known === undefined) header = readHeader(cells)
    else rows.push((column) => known.cell(cells, column))
  }
  return rows
}

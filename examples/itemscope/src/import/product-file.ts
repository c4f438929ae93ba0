import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Header } from '../csv/header.ts'
import { readHeader } from '../csv/header.ts'
import type { Position } from '../csv/lines.ts'
import { readLines } from '../csv/lines.ts'
import { readRecords } from '../csv/records.ts'
import { UsageError } from '../settings.ts'
import type { RowReading } from './read-product.ts'
import { headerProblem, readProduct } from './read-product.ts'

/** A CSV file of products whose header was read. */
export interface ProductFile {
  readonly path: string
  /** Without its folder. */
  readonly name: string
  /** In bytes. */
  readonly size: number
  readonly header: Header
  /** Where the first row begins. */
  readonly start: Position
}

/** A row of a product file. */
export interface ProductRow {
  /** The line on which it begins. */
  readonly line: number
  readonly next: Position
  readonly reading: RowReading
}

/** Opens a file and reads its header; a UsageError says what keeps it from being read. */
export async function openProductFile(path: string): Promise<ProductFile> {
  const size = await sizeOf(path)
  for await (const record of readRecords(readLines(createReadStream(path), { line: 1, offset: 0 }))) {
    if ('problem' in record) throw new UsageError(`${path}: the header cannot be read: ${record.problem}.`)
    const header = readHeader(record.cells)
    const problem = headerProblem(header)
    if (problem === null) return { path, name: basename(path), size, header, start: record.next }
    throw new UsageError(
      `${path} is not a file of products: ${problem}. Its columns, split at commas, are ${columns(record.cells)}.`,
    )
  }
  throw new UsageError(`${path} is empty.`)
}

/** Reads rows from a position on, one at a time. */
export async function* readRows(
  file: ProductFile,
  from: Position,
  needsGtin = true,
): AsyncGenerator<ProductRow> {
  const lines = readLines(createReadStream(file.path, { start: from.offset }), from)
  for await (const record of readRecords(lines, file.header.width)) {
    const reading = 'problem' in record ? record : readProduct(file.header, record.cells, needsGtin)
    yield { line: record.line, next: record.next, reading }
  }
}

/** The SHA-256 of a file's content, in hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path)
    if (found.isFile()) return found.size
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  throw new UsageError(`${path} is not a file.`)
}

function columns(cells: readonly string[]): string {
  const names = cells.slice(0, 8).map((cell) => `“${cell.slice(0, 30)}”`)
  return names.join(', ') + (cells.length > 8 ? ` and ${cells.length - 8} more` : '')
}

import { readCells } from './cells.ts'
import type { Line, Position } from './lines.ts'

/** A record of a CSV file, or what keeps it from being read. */
export type CsvRecord = {
  /** The line on which it begins, from 1. */
  readonly line: number
  /** Where the next record begins. */
  readonly next: Position
} & ({ readonly cells: readonly string[] } | { readonly problem: string })

/** How many lines, and how many characters, one record may take. */
const maxRecordLines = 100
const maxRecordLength = 256 * 1024

/**
 * Reads records. Where quotes do not fit, or the number of cells is not `width`, only the line on which the record
 * begins is given up, and reading goes on with the next line: an unclosed quote takes no good record with it.
 */
export async function* readRecords(lines: AsyncIterable<Line>, width?: number): AsyncGenerator<CsvRecord> {
  const ahead = new Lookahead(lines)
  try {
    for (let line = await ahead.take(); line !== undefined; line = await ahead.take()) {
      if (line.problem !== undefined) yield { line: line.number, next: after(line), problem: line.problem }
      else if (line.text.trim() !== '') yield await readRecord(line, ahead, width)
    }
  } finally {
    await ahead.close()
  }
}

async function readRecord(first: Line, ahead: Lookahead, width: number | undefined): Promise<CsvRecord> {
  let text = first.text
  let last = first
  for (let count = 0; ; count++) {
    const read = readCells(text)
    if (!('open' in read)) return finish(first, last, count, ahead, checkWidth(read, width))
    const mayGrow = count + 1 < maxRecordLines && text.length < maxRecordLength
    const next = mayGrow ? await ahead.peek(count) : undefined
    if (next === undefined || next.problem !== undefined)
      return { line: first.number, next: after(first), problem: unclosed }
    text += `\n${next.text}`
    last = next
  }
}

const after = (line: Line): Position => ({ line: line.number + 1, offset: line.end })

const unclosed = 'a quote is opened and never closed'

type Read = { readonly cells: readonly string[] } | { readonly problem: string }

function finish(first: Line, last: Line, more: number, ahead: Lookahead, read: Read): CsvRecord {
  if ('problem' in read) return { line: first.number, next: after(first), problem: read.problem }
  ahead.drop(more)
  return { line: first.number, next: after(last), cells: read.cells }
}

function checkWidth(read: Read, width: number | undefined): Read {
  if ('problem' in read || width === undefined || read.cells.length === width) return read
  return { problem: `the record has ${read.cells.length} cells, and the header has ${width}` }
}

/** Lines that can be looked at before they are taken. */
class Lookahead {
  readonly #lines: AsyncIterator<Line>
  readonly #held: Line[] = []

  constructor(lines: AsyncIterable<Line>) {
    this.#lines = lines[Symbol.asyncIterator]()
  }

  async take(): Promise<Line | undefined> {
    await this.peek(0)
    return this.#held.shift()
  }

  async peek(index: number): Promise<Line | undefined> {
    while (this.#held.length <= index) {
      const next = await this.#lines.next()
      if (next.done) return undefined
      this.#held.push(next.value)
    }
    return this.#held[index]
  }

  drop(count: number): void {
    this.#held.splice(0, count)
  }

  async close(): Promise<void> {
    await this.#lines.return?.()
  }
}

/** One line of a file, without its line end. */
export interface Line {
  /** From 1. */
  readonly number: number
  /** Where the next line begins, in bytes from the start of the file. */
  readonly end: number
  readonly text: string
  /** What makes the line unreadable. */
  readonly problem?: string
}

/** Where reading begins. */
export interface Position {
  /** The line that is read next, from 1. */
  readonly line: number
  /** In bytes. */
  readonly offset: number
}

/** The longest line that is read, in bytes; of a longer one no more is kept in memory. */
export const maxLineBytes = 256 * 1024

const newline = 0x0a
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Splits bytes into lines of UTF-8 text, in memory that does not grow with the file. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, from: Position): AsyncGenerator<Line> {
  const held = new HeldLine(from)
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      held.add(chunk.subarray(start, end + 1))
      yield held.take()
      start = end + 1
    }
    held.add(chunk.subarray(start))
  }
  if (!held.empty) yield held.take()
}

/** The line that is being read, over the bounds of chunks. */
class HeldLine {
  #parts: Uint8Array[] = []
  #length = 0
  #offset: number
  #number: number

  constructor(from: Position) {
    this.#offset = from.offset
    this.#number = from.line
  }

  get empty(): boolean {
    return this.#length === 0
  }

  add(bytes: Uint8Array): void {
    this.#length += bytes.length
    if (this.#length > maxLineBytes) this.#parts = []
    else this.#parts.push(bytes.slice())
  }

  take(): Line {
    const tooLong = this.#length > maxLineBytes
    this.#offset += this.#length
    const content = tooLong
      ? { text: '', problem: `the line is longer than ${maxLineBytes / 1024} KB` }
      : decode(this.#parts)
    this.#parts = []
    this.#length = 0
    return { number: this.#number++, end: this.#offset, ...content }
  }
}

function decode(parts: readonly Uint8Array[]): { text: string; problem?: string } {
  try {
    return { text: decoder.decode(Buffer.concat(parts)).replace(/\r?\n$/, '') }
  } catch {
    return { text: '', problem: 'the line is not UTF-8 text' }
  }
}

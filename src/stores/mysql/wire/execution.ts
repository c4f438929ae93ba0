import type { Row } from '../../../store/contract.ts'
import type { Command, Packet, Wire, Written } from '../driver.ts'
import type { Read } from './column.ts'
import { readerOf } from './column.ts'
import { Cursor } from './cursor.ts'
import { send } from './message.ts'

/** What the first byte of an answer says: it is done, or these are all rows. */
const DONE = 0
const END = 0xfe

/** The bits of a row that say which values are null begin with two that nobody uses. */
const UNUSED_BITS = 2

/** Takes rows apart. */
function readRow({ buffer, offset }: Packet, readers: readonly Read[]): Row {
  const count = readers.length
  const nulls = offset + 1
  const from = new Cursor(buffer, nulls + ((count + UNUSED_BITS + 7) >> 3))
  const row = new Array<unknown>(count)
  for (let i = 0; i < count; i++) {
    const bit = i + UNUSED_BITS
    const isNull = ((buffer[nulls + (bit >> 3)] as number) & (1 << (bit & 7))) !== 0
    row[i] = isNull ? null : (readers[i] as Read)(from)
  }
  return row
}

function readWritten({ buffer, offset }: Packet): Written {
  const from = new Cursor(buffer, offset + 1)
  return { affectedRows: from.length(), insertId: from.length() }
}

/**
 * The execution of a prepared statement, as the driver's connection takes commands: it is called without a packet when
 * it is its turn, then with each packet of the answer, and says when that was the last.
 */
export class Execution implements Command {
  readonly onResult: Command['onResult']
  readonly #message: Buffer
  readonly #readers: Read[] = []
  readonly #rows: Row[] = []
  /** What the next packet is: an answer, the description of a column, the end of those, or a row. */
  #next: 'answer' | 'column' | 'columns end' | 'row' = 'answer'
  #columns = 0

  constructor(message: Buffer, done: Command['onResult']) {
    this.#message = message
    this.onResult = done
  }

  execute(packet: Packet | undefined, wire: Wire): boolean {
    if (packet === undefined) {
      send(wire, this.#message)
      return false
    }
    if (packet.isError()) return this.#settle(packet.asError(wire.clientEncoding))
    switch (this.#next) {
      case 'row':
        return this.#row(packet)
      case 'column':
        return this.#column(packet)
      case 'columns end':
        this.#next = 'row'
        return false
      default:
        return this.#answer(packet)
    }
  }

  #answer(packet: Packet): boolean {
    const { buffer, offset } = packet
    if (buffer[offset] === DONE) return this.#settle(null, readWritten(packet))
    this.#columns = new Cursor(buffer, offset).length()
    this.#next = 'column'
    return false
  }

  #column(packet: Packet): boolean {
    this.#readers.push(readerOf(packet))
    if (this.#readers.length === this.#columns) this.#next = 'columns end'
    return false
  }

  #row(packet: Packet): boolean {
    if (packet.buffer[packet.offset] === END) return this.#settle(null, this.#rows)
    this.#rows.push(readRow(packet, this.#readers))
    return false
  }

  #settle(error: Error | null, result?: unknown): true {
    this.onResult(error, result)
    return true
  }
}

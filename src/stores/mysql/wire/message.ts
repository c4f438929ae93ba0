import type { Wire } from '../driver.ts'
import type { Form } from './parameter.ts'
import { formOf } from './parameter.ts'

/** How long the header of a message is: the length of what follows, and its number. */
const HEADER = 4
const EXECUTE = 0x17
/** The command, the number of the statement, no cursor, one run. */
const COMMAND = 10

/** The largest part in which a message travels. One of just this length is followed by another, which may be empty. */
const LARGEST = 0xff_ffff

const prefixOf = (size: number): number => {
  if (size < 0xfb) return 1
  if (size <= 0xffff) return 3
  return size <= LARGEST ? 4 : 9
}

/** Writes how long what follows is, and gives where it ends. */
function writeLength(to: Buffer, size: number, at: number): number {
  const prefix = prefixOf(size)
  if (prefix === 1) return to.writeUInt8(size, at)
  if (prefix === 9) return to.writeBigUInt64LE(BigInt(size), to.writeUInt8(0xfe, at))
  return to.writeUIntLE(size, to.writeUInt8(prefix === 3 ? 0xfc : 0xfd, at), prefix - 1)
}

/** Which values are null: a bit of each. */
function writeNulls(to: Buffer, values: readonly unknown[], at: number): number {
  const end = at + ((values.length + 7) >> 3)
  to.fill(0, at, end)
  for (let i = 0; i < values.length; i++) {
    if (values[i] === null || values[i] === undefined) {
      const place = at + (i >> 3)
      to[place] = (to[place] as number) | (1 << (i & 7))
    }
  }
  return end
}

/** Writes the types of values, all of them signed. */
function writeTypes(to: Buffer, forms: readonly Form[], at: number): number {
  let next = to.writeUInt8(1, at)
  for (const { type } of forms) next = to.writeUInt16LE(type, next)
  return next
}

/** A statement that the server keeps prepared. */
export interface Prepared {
  readonly id: number
  /** For each of its values, whether the server asks for a whole number. */
  readonly wholes: readonly boolean[]
}

/** The message that executes a statement, behind the room for its header. */
export function executeMessage({ id, wholes }: Prepared, values: readonly unknown[]): Buffer {
  const count = values.length
  const [forms, sizes] = [new Array<Form>(count), new Array<number>(count)]
  let length = HEADER + COMMAND + (count === 0 ? 0 : ((count + 7) >> 3) + 1 + 2 * count)
  for (let i = 0; i < count; i++) {
    const form = formOf(values[i], wholes[i] === true)
    const size = form.size(values[i] as never)
    forms[i] = form
    sizes[i] = size
    length += form.prefixed ? prefixOf(size) + size : size
  }
  const to = Buffer.allocUnsafe(length)
  let at = to.writeUInt32LE(1, to.writeUInt8(0, to.writeUInt32LE(id, to.writeUInt8(EXECUTE, HEADER))))
  if (count > 0) at = writeTypes(to, forms, writeNulls(to, values, at))
  for (let i = 0; i < count; i++) {
    const [form, size] = [forms[i] as Form, sizes[i] as number]
    if (form.prefixed) at = writeLength(to, size, at)
    form.write(to, values[i] as never, at)
    at += size
  }
  return to
}

const writeHeader = (to: Buffer, size: number, number: number): Buffer => {
  to.writeUInt8(number & 0xff, to.writeUIntLE(size, 0, 3))
  return to
}

/** Sends a message as the first of an exchange: in parts, where it is that large. */
export function send(wire: Wire, message: Buffer): void {
  const size = message.length - HEADER
  if (size < LARGEST) wire.write(writeHeader(message, size, 0))
  else sendParts(wire, message)
  wire.sequenceId = (Math.floor(size / LARGEST) + 1) & 0xff
}

function sendParts(wire: Wire, message: Buffer): void {
  for (let [at, number] = [HEADER, 0]; ; number++) {
    const part = message.subarray(at, at + LARGEST)
    wire.write(writeHeader(Buffer.allocUnsafe(HEADER), part.length, number))
    if (part.length > 0) wire.write(part)
    if (part.length < LARGEST) return
    at += LARGEST
  }
}

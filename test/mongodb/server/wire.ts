import { deserialize, serialize } from 'bson'
import type { Document } from './order.ts'

/** Numbers keep their types: what the driver sends as a long is one. */
const EXACT = { promoteValues: false, promoteBuffers: false, bsonRegExp: true }

const OP_REPLY = 1
const OP_QUERY = 2004
const OP_MSG = 2013
const CHECKSUM_PRESENT = 1
const MORE_TO_COME = 2

/** A command as it came in. */
export interface Request {
  readonly id: number
  readonly command: Document
  /** It came by the old OP_QUERY, as the first greeting may, and is answered in that way. */
  readonly isQuery: boolean
  /** The client wants no answer. */
  readonly isSilent: boolean
  /** The size of the command without its sequences of documents, in bytes. */
  readonly size: number
}

/** Cuts a stream of bytes into messages: each begins with its length. */
export class Framing {
  #rest = Buffer.alloc(0)

  take(chunk: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, chunk])
    const messages: Buffer[] = []
    while (this.#rest.length >= 16 && this.#rest.length >= this.#rest.readInt32LE(0)) {
      const length = this.#rest.readInt32LE(0)
      messages.push(this.#rest.subarray(0, length))
      this.#rest = this.#rest.subarray(length)
    }
    return messages
  }
}

function documentAt(message: Buffer, offset: number): { document: Document; end: number } {
  const end = offset + message.readInt32LE(offset)
  return { document: deserialize(message.subarray(offset, end), EXACT) as Document, end }
}

/** A section of kind 1 is a list of documents under a name, which belongs to the command. */
function sequenceAt(message: Buffer, offset: number): { name: string; documents: Document[]; end: number } {
  const end = offset + message.readInt32LE(offset)
  const nul = message.indexOf(0, offset + 4)
  const documents: Document[] = []
  for (let at = nul + 1; at < end; ) {
    const found = documentAt(message, at)
    documents.push(found.document)
    at = found.end
  }
  return { name: message.toString('utf8', offset + 4, nul), documents, end }
}

function parseSections(message: Buffer, from: number, to: number): { command: Document; size: number } {
  let command: Document = {}
  let size = 0
  const sequences: Document = {}
  for (let at = from; at < to; ) {
    const kind = message.readUInt8(at)
    if (kind === 0) {
      const found = documentAt(message, at + 1)
      command = found.document
      size = found.end - at - 1
      at = found.end
    } else {
      const found = sequenceAt(message, at + 1)
      sequences[found.name] = found.documents
      at = found.end
    }
  }
  return { command: { ...command, ...sequences }, size }
}

function parseQuery(message: Buffer, id: number): Request {
  const nul = message.indexOf(0, 20)
  const { document } = documentAt(message, nul + 9)
  return { id, command: { ...document, $db: 'admin' }, isQuery: true, isSilent: false, size: message.length }
}

/** Reads a message: OP_MSG, or OP_QUERY. */
export function parse(message: Buffer): Request {
  const [id, code] = [message.readInt32LE(4), message.readInt32LE(12)]
  if (code === OP_QUERY) return parseQuery(message, id)
  if (code !== OP_MSG) throw new Error(`an operation of code ${code}`)
  const flags = message.readUInt32LE(16)
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0)
  const isSilent = (flags & MORE_TO_COME) !== 0
  return { id, ...parseSections(message, 20, end), isQuery: false, isSilent }
}

function message(code: number, requestId: number, body: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(body)
  const header = Buffer.alloc(16)
  header.writeInt32LE(16 + content.length, 0)
  header.writeInt32LE(0, 4)
  header.writeInt32LE(requestId, 8)
  header.writeInt32LE(code, 12)
  return Buffer.concat([header, content])
}

/** The answer to a request. */
export function answer({ id, isQuery }: Request, reply: Document): Buffer {
  const document = serialize(reply)
  if (!isQuery) return message(OP_MSG, id, [Buffer.alloc(5), document])
  const head = Buffer.alloc(20)
  head.writeInt32LE(8, 0)
  head.writeInt32LE(1, 16)
  return message(OP_REPLY, id, [head, document])
}

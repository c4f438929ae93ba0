import { Readable } from 'node:stream'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { maxLineBytes, readLines } from '../src/csv/lines.ts'
import type { CsvRecord } from '../src/csv/records.ts'
import { readRecords } from '../src/csv/records.ts'

/** Reads a file that arrives in chunks of a size. */
async function read(content: string | Buffer, width?: number, chunk = 64 * 1024): Promise<CsvRecord[]> {
  const bytes = Buffer.from(content)
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
    bytes.subarray(i * chunk, (i + 1) * chunk),
  )
  const records: CsvRecord[] = []
  for await (const record of readRecords(readLines(Readable.from(chunks), { line: 1, offset: 0 }), width))
    records.push(record)
  return records
}

const cellsOf = (records: readonly CsvRecord[]) =>
  records.flatMap((record) => ('cells' in record ? [record.cells] : []))
const problemsOf = (records: readonly CsvRecord[]) =>
  records.flatMap((record) => ('problem' in record ? [`${record.line}: ${record.problem}`] : []))

/** A file of records of three cells with commas, quotes, line ends and more than ASCII in them. */
function wellFormed(count: number): string {
  const parts = ['a', '', 'Żelki', '"', '""', ',', '\n', 'x\r\ny', ' b ', '日本', '🧴', 'it’s', "'", '\t']
  const cell = (i: number) =>
    parts[(i * 7) % parts.length] + String(parts[(i * 5 + Math.floor(i / 14)) % parts.length])
  const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const row = (i: number) => [`row ${i}`, cell(i), cell(i + 3)].map(quoted).join(',')
  return `${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`
}

describe('reading CSV', () => {
  it.each([1, 2, 7, 64 * 1024])('agrees with an independent reader, in chunks of %i bytes', async (chunk) => {
    const file = wellFormed(300)
    const expected = (parse(file) as string[][]).map((cells) =>
      cells.map((cell) => cell.replaceAll('\r\n', '\n')),
    )
    expect(cellsOf(await read(file, 3, chunk))).toEqual(expected)
  })

  it('says where each record begins, and where the next one does', async () => {
    const file = 'a,b\r\n"1\n2",ü\n\nc,d'
    const records = await read(file)
    expect(records.map(({ line }) => line)).toEqual([1, 2, 5])
    const next = records.map((record) => Buffer.from(file).subarray(record.next.offset).toString())
    expect(next).toEqual(['"1\n2",ü\n\nc,d', '\nc,d', ''])
    expect(records.map((record) => record.next.line)).toEqual([2, 4, 6])
  })

  it('drops a byte order mark', async () => {
    expect(cellsOf(await read('\uFEFF"a",b\n'))).toEqual([['a', 'b']])
  })

  it.each([
    ['an unclosed quote', '2,"open,x\n3,b,c\n4,b,c\n', '2: a quote is opened and never closed'],
    [
      'a quote that the next record closes',
      '2,"open,x\n3,"b",c\n4,b,c\n',
      '2: after a closing quote there is “b” where a comma belongs',
    ],
    [
      'an unclosed quote before an empty one',
      '2,"open,x\n3,"",c\n4,b,c\n',
      '2: a quote is opened and never closed',
    ],
    [
      'an unclosed last cell',
      '2,x,"open\n3,"b",c\n4,b,c\n',
      '2: after a closing quote there is “b” where a comma belongs',
    ],
    ['too few cells', '2,x\n3,b,c\n4,b,c\n', '2: the record has 2 cells, and the header has 3'],
    ['too many cells', '2,x,y,z\n3,b,c\n4,b,c\n', '2: the record has 4 cells, and the header has 3'],
    [
      'text behind a quote',
      '2,"x"y,z\n3,b,c\n4,b,c\n',
      '2: after a closing quote there is “y” where a comma belongs',
    ],
  ])('loses no record after %s', async (_, rows, problem) => {
    const records = await read(`1,b,c\n${rows}`, 3)
    expect(problemsOf(records)).toEqual([problem])
    expect(cellsOf(records).map(([first]) => first)).toEqual(['1', '3', '4'])
  })

  it('takes a quote inside a cell as it stands', async () => {
    expect(cellsOf(await read('6" ruler,5\'9",x\n', 3))).toEqual([['6" ruler', '5\'9"', 'x']])
  })

  it('gives up a line that is not UTF-8 or far too long, and only that', async () => {
    const latin1 = Buffer.from([0x32, 0x2c, 0xe9, 0x0a])
    const long = `3,${'x'.repeat(maxLineBytes)}\n`
    const records = await read(Buffer.concat([Buffer.from('1,a\n'), latin1, Buffer.from(`${long}4,d\n`)]), 2)
    expect(problemsOf(records)).toEqual([
      '2: the line is not UTF-8 text',
      '3: the line is longer than 256 KB',
    ])
    expect(cellsOf(records)).toEqual([
      ['1', 'a'],
      ['4', 'd'],
    ])
  })

  it('is not slowed down by a quote open over a whole file', async () => {
    const file = `a,"open\n${'b,c\n'.repeat(20_000)}`
    expect(cellsOf(await read(file, 2))).toHaveLength(20_000)
  })
})

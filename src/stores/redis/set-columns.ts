import type { Layout } from './layout.ts'
import type { Required } from './named-record.ts'
import type { Records } from './records.ts'
import { setScript } from './set-script.ts'
import { newStamp } from './write.ts'

/** Columns of one record to set, and what it has to have. */
export interface Setting {
  readonly id: string
  readonly required: readonly Required[]
  readonly columns: readonly (readonly [column: string, text: string])[]
}

const expiresOf = ({ after, at }: Layout['expiry']): string =>
  at === undefined ? String(after ?? 'no') : 'column'

/** Sets columns by which no index goes, if the record is there. Undefined where the server has more to do. */
export async function setColumns(
  records: Records,
  { id, required, columns }: Setting,
): Promise<number | undefined> {
  const { signature, expiry } = records.layout
  const names = [signature, ...columns.map(([column]) => `c ${column}`)]
  const answer = await records.call<number | 'whole'>(setScript, [
    ...[id, newStamp(), expiresOf(expiry), String(names.length), String(required.length)],
    ...names,
    ...required.map(([column]) => column),
    ...required.map(([, text]) => (text === false ? '' : `=${text}`)),
    ...columns.flat(),
  ])
  return answer === 'whole' ? undefined : answer
}

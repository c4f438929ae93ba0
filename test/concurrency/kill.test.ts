import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { start } from './child-process.ts'
import { openShop } from './shop.ts'
import { temporaryFile } from './temporary-file.ts'

const sizeOf = (batch: number) => (batch % 3 === 2 ? 2_500 : 50)

test('what a killed process has acknowledged is there, and nothing is there by halves', async () => {
  const path = temporaryFile()
  const kills = process.env.PROMETHEUS_LONG === '1' ? 20 : 4
  for (let round = 0; round < kills; round++) {
    const program = start('bulk-writer.ts', path)
    await program.says(/wrote 5/)
    await sleep(Math.random() * 300)
    program.kill('SIGKILL')
    expect(await program.ended).toBe('SIGKILL')
    const acknowledged = program.lines.map((line) => Number(line.replace('wrote ', '')))
    const db = await openShop(path)
    const rows = await db.Line.aggregate({ by: ['batch'], count: true })
    const counts = new Map(rows.map(({ batch, count }) => [batch, count]))
    expect(acknowledged.length).toBeGreaterThan(5)
    expect(acknowledged.filter((batch) => !counts.has(batch))).toEqual([])
    expect([...counts].filter(([batch, count]) => count !== sizeOf(batch))).toEqual([])
    expect(counts.size - acknowledged.length).toBeLessThanOrEqual(1)
    await db.Line.destroyWhere({ batch: { $gte: 0 } })
    await db.close()
  }
})

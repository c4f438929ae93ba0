import { openShop } from './shop.ts'

// Writes lines and increments a counter as fast as it can, for the test that runs two of these on one file.
const [path = '', writer = '', rounds = '0'] = process.argv.slice(2)
const db = await openShop(path)
for (let batch = 0; batch < Number(rounds); batch++) {
  await db.Counter.updateWhere({ code: 'shared' }, { count: { $inc: 1 } })
  await db.Line.create({ batch, writer })
  await db.transaction(async (tx) => {
    const counter = await tx.Counter.findOne({ where: { code: 'read' } })
    await counter?.set({ count: counter.count + 1 }).save()
    await tx.Line.insertMany([
      { batch, writer: `${writer} many` },
      { batch, writer: `${writer} many` },
    ])
  })
}
await db.close()
console.info('done')

import { describe, expect, test } from 'vitest'
import { cast } from '../../support/cast.ts'
import { Connection } from './connection.ts'
import type { Client, Submittable, Wire } from './driver.ts'
import type { Answer } from './exchange.ts'

/** A client that writes down what is sent, and lets the test answer. */
function recorded() {
  const sent: string[] = []
  const running: Submittable[] = []
  const wire: Wire = {
    stream: { cork() {}, uncork() {}, destroy() {} },
    parse: ({ name }) => sent.push(`parse ${name}`),
    bind: ({ statement, values, valueMapper }) =>
      sent.push(`bind ${statement} ${values.map(valueMapper).join()}`),
    execute: () => sent.push('execute'),
    close: ({ name }) => sent.push(`close ${name}`),
    sync: () => sent.push('sync'),
  }
  const client = cast<Client>(
    {
      connection: wire,
      on() {},
      query(exchange: Submittable) {
        running.push(exchange)
        exchange.submit(wire)
      },
    },
    'what a connection uses of it',
  )
  const connection = new Connection(client)
  const send = (...names: readonly string[]): Promise<Answer | Error> =>
    new Promise((resolve) => {
      const steps = names.map((name) => ({ statement: { name, text: `text of ${name}` }, values: [1, 'a'] }))
      connection.exchange(steps, names.length - 1, (error, answer) => resolve(error ?? answer))
    })
  return {
    sent,
    send,
    connection,
    answer: (by: (exchange: Submittable) => void) => by(running.shift() as Submittable),
  }
}

const done = (exchange: Submittable): void => {
  exchange.handleDataRow({ fields: ['x'] })
  exchange.handleCommandComplete({ text: 'UPDATE 3' })
  exchange.handleReadyForQuery()
}

describe('a connection', () => {
  test('prepares a statement once, and sends several in one piece', async () => {
    const { sent, send, answer } = recorded()
    const first = send('one')
    answer(done)
    expect(await first).toMatchObject({ rows: [['x']], count: 3, sent: true, done: true })
    void send('one', 'two')
    expect(sent).toEqual([
      ...['parse one', 'bind one 1,a', 'execute', 'sync'],
      ...['bind one 1,a', 'execute', 'parse two', 'bind two 1,a', 'execute', 'sync'],
    ])
  })

  test('parses a statement without a name each time', () => {
    const { sent, send } = recorded()
    void send('')
    void send('')
    expect(sent.filter((message) => message === 'parse ')).toHaveLength(2)
  })

  test('does not trust what was prepared in an exchange that failed', async () => {
    const { sent, send, answer } = recorded()
    const failed = send('known')
    answer((exchange) => exchange.handleError(new Error('refused')))
    expect(await failed).toBeInstanceOf(Error)
    sent.length = 0
    void send('known')
    expect(sent).toEqual(['close known', 'parse known', 'bind known 1,a', 'execute', 'sync'])
  })

  test('prepares all anew where the server has forgotten it', () => {
    const { sent, send, answer, connection } = recorded()
    void send('one')
    answer(done)
    connection.forgetStatements()
    sent.length = 0
    void send('one')
    expect(sent.slice(0, 2)).toEqual(['close one', 'parse one'])
  })

  test('keeps a bounded number prepared, and has the server forget the oldest', () => {
    const { sent, send, answer } = recorded()
    for (let i = 0; i < 2_000; i++) {
      void send(`p${i}`)
      answer(done)
    }
    const kept =
      sent.filter((one) => one.startsWith('parse')).length -
      sent.filter((one) => one.startsWith('close')).length
    expect(kept).toBeLessThanOrEqual(551)
    expect(sent).toContain('close p0')
    expect(sent).not.toContain('close p1999')
  })

  test('forgets nothing that the running exchange still names', () => {
    const { sent, send, answer } = recorded()
    for (let i = 0; i < 600; i++) {
      void send('before', `p${i}`, 'after')
      answer(done)
    }
    const prepared = new Set<string>()
    for (const [what, name = ''] of sent.map((message) => message.split(' '))) {
      if (what === 'close') prepared.delete(name)
      if (what !== 'parse') continue
      expect(prepared).not.toContain(name)
      prepared.add(name)
    }
    expect(sent).toContain('close after')
  })
})

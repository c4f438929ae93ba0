import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** A way to a server on which is seen what it is asked. */
export interface Wire {
  readonly url: string
  /** The names of the commands that go over it while something runs. */
  during(run: () => Promise<unknown>): Promise<string[]>
  close(): void
}

/** Opens a wire to a server. */
export async function wireTo(url: string): Promise<Wire> {
  const target = new URL(url)
  let seen: string[] = []
  const server = createServer((near) => {
    const far = connect(Number(target.port || 6379), target.hostname)
    for (const socket of [near, far]) socket.on('error', () => undefined)
    near.on('data', (chunk) => {
      for (const [, name = ''] of chunk.toString('latin1').matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g))
        seen.push(name)
    })
    near.pipe(far).pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const wire = new URL(url)
  wire.hostname = '127.0.0.1'
  wire.port = String(typeof address === 'object' ? address?.port : '')
  return {
    url: wire.href,
    async during(run) {
      seen = []
      await run()
      return seen
    },
    close: () => server.close(),
  }
}

import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** A way to the server that can be told to keep answers back. */
export interface Detour {
  /** The url of a server, by way of the detour. */
  urlOf(url: string): string
  /** From now on requests still arrive; their answers are lost, and so is the connection a little later. */
  loseAnswers(): void
  close(): Promise<void>
}

const LATER = 100

/** Stands between a client and a server on this machine. */
export async function openDetour(target: string): Promise<Detour> {
  const { port } = new URL(target)
  const sockets = new Set<Socket>()
  let losing = false
  const detour = createServer((client) => {
    const server = connect(Number(port), '127.0.0.1')
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    client.on('data', (data) => {
      server.write(data)
      if (losing) setTimeout(() => client.destroy(), LATER)
    })
    server.on('data', (data) => {
      if (!losing) client.write(data)
    })
    client.on('close', () => server.end())
    server.on('close', () => client.destroy())
  })
  detour.listen(0, '127.0.0.1')
  await once(detour, 'listening')
  const address = detour.address()
  const own = typeof address === 'object' && address !== null ? address.port : 0
  return {
    urlOf(url) {
      const through = new URL(url)
      through.port = String(own)
      return through.href
    },
    loseAnswers() {
      losing = true
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      detour.close()
      await once(detour, 'close')
    },
  }
}

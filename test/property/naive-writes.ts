import type { Input, NestedWrite } from './nested-values.ts'

type Row = Record<string, unknown>

/** All that is stored: rows by id, and links by the ids of both sides. */
export interface Content {
  readonly nodes: Map<unknown, Row>
  readonly badges: Map<unknown, Row>
  readonly tags: Map<unknown, Row>
  readonly links: Set<string>
}

class Refused extends Error {}

function demand(holds: boolean): void {
  if (!holds) throw new Refused()
}

const copyRows = (rows: ReadonlyMap<unknown, Row>) => new Map([...rows].map(([id, row]) => [id, { ...row }]))
const copy = ({ nodes, badges, tags, links }: Content): Content => ({
  ...{ nodes: copyRows(nodes), badges: copyRows(badges), tags: copyRows(tags), links: new Set(links) },
})

const listOf = (value: unknown): readonly unknown[] => (value === undefined ? [] : [value].flat())
const inputs = (value: unknown) => listOf(value) as readonly Input[]
const linkName = (node: unknown, tag: unknown) => `${node} ${tag}`

/** What nested writes mean, step by step on plain maps; what is connected has to be there from the beginning. */
class Naive {
  readonly #now: Content
  readonly #before: Content

  constructor(content: Content) {
    this.#before = content
    this.#now = copy(content)
  }

  run(write: NestedWrite): Content {
    if ('create' in write) this.#createNode(write.create, null)
    else if (this.#now.nodes.has(write.key)) this.#changeNode(write.key, write.changes)
    return this.#now
  }

  #rows(of: 'nodes' | 'badges' | 'tags') {
    return { now: this.#now[of], before: this.#before[of] }
  }

  #insert(of: 'nodes' | 'badges' | 'tags', row: Row): void {
    const { now } = this.#rows(of)
    demand(!now.has(row.id))
    this.#demandName(of, row)
    now.set(row.id, row)
  }

  #demandName(of: 'nodes' | 'badges' | 'tags', row: Row): void {
    demand(![...this.#rows(of).now.values()].some(({ id, name }) => name === row.name && id !== row.id))
  }

  #demandThere(of: 'nodes' | 'badges' | 'tags', id: unknown): void {
    const { now, before } = this.#rows(of)
    demand(now.has(id) && before.has(id))
  }

  #createNode({ id, name, size = 0, ...related }: Input, parentId: unknown): unknown {
    const parent = related.parent === undefined ? parentId : this.#parentOf(null, related.parent as Input)
    demand(size !== 13)
    this.#insert('nodes', { id, name, size, parentId: parent })
    this.#others(id, related)
    return id
  }

  #changeNode(id: unknown, { parent, name, size, ...related }: Input, moves: Row = {}): void {
    const loaded = { ...this.#now.nodes.get(id) }
    const changes: Row = {
      ...(name !== undefined && { name }),
      ...(size !== undefined && { size }),
      ...moves,
    }
    demand(size !== 13)
    if (parent !== undefined) {
      const parentId = this.#parentOf(loaded.parentId, parent as Input)
      if (parentId !== undefined) changes.parentId = parentId
    }
    const row = this.#now.nodes.get(id)
    demand(row !== undefined)
    for (const [key, value] of Object.entries(changes)) if (value !== loaded[key]) (row as Row)[key] = value
    this.#demandName('nodes', row as Row)
    this.#others(id, related)
  }

  /** The parent that a node is to have, or undefined where that does not change. */
  #parentOf(current: unknown, { create, connect, update }: Input): unknown {
    if (create !== undefined) return this.#createNode(create as Input, null)
    if (connect !== undefined) {
      this.#demandThere('nodes', connect)
      return connect
    }
    if (update === undefined) return null
    demand(this.#now.nodes.has(current))
    this.#changeNode(current, update as Input)
    return undefined
  }

  #others(id: unknown, related: Input): void {
    for (const [relation, given] of Object.entries(related)) {
      if (given === undefined) continue
      if (relation === 'children') this.#children(id, given as Input)
      else if (relation === 'badge') this.#badge(id, given as Input)
      else if (relation === 'tags') this.#tags(id, given as Input)
    }
  }

  #demandChild(id: unknown, child: unknown): void {
    demand(this.#now.nodes.get(child)?.parentId === id && this.#now.nodes.has(child))
  }

  #children(id: unknown, { create, connect, disconnect, update, destroy }: Input): void {
    for (const child of listOf(connect)) demand(this.#before.nodes.has(child))
    for (const child of listOf(disconnect)) {
      this.#demandChild(id, child)
      this.#changeNode(child, {}, { parentId: null })
    }
    for (const child of listOf(destroy)) {
      this.#demandChild(id, child)
      this.#destroyNode(child)
    }
    for (const { key, values } of inputs(update)) {
      this.#demandChild(id, key)
      this.#changeNode(key, values as Input)
    }
    for (const child of listOf(connect)) {
      this.#demandThere('nodes', child)
      this.#changeNode(child, {}, { parentId: id })
    }
    for (const child of inputs(create)) this.#createNode(child, id)
    demand(this.#now.nodes.has(id) || [connect, create].every((one) => listOf(one).length === 0))
  }

  #destroyNode(id: unknown): void {
    demand(![...this.#now.nodes.values()].some((row) => row.parentId === id && row.id !== id))
    this.#now.nodes.delete(id)
    for (const badge of this.#now.badges.values()) if (badge.nodeId === id) badge.nodeId = null
    for (const link of [...this.#now.links]) if (link.startsWith(`${id} `)) this.#now.links.delete(link)
  }

  #badge(id: unknown, { create, connect, disconnect, update, destroy }: Input): void {
    const own = () => [...this.#now.badges.values()].find((badge) => badge.nodeId === id)
    if (connect !== undefined) demand(this.#before.badges.has(connect))
    if (disconnect !== undefined || destroy !== undefined || update !== undefined) demand(own() !== undefined)
    const badge = own()
    if (disconnect !== undefined && badge) badge.nodeId = null
    if (destroy !== undefined && badge) this.#now.badges.delete(badge.id)
    if (update !== undefined && badge) {
      Object.assign(badge, update)
      this.#demandName('badges', badge)
    }
    const connected = this.#now.badges.get(connect)
    if (connect !== undefined) demand(connected !== undefined)
    if (connected !== undefined && connected.nodeId !== id) {
      demand(own() === undefined)
      connected.nodeId = id
    }
    if (create === undefined) return
    demand(own() === undefined)
    this.#insert('badges', { ...(create as Input), nodeId: id })
  }

  #tags(id: unknown, { create, connect, disconnect, set }: Input): void {
    const { links } = this.#now
    for (const tag of [...listOf(connect), ...listOf(set)]) this.#demandThere('tags', tag)
    for (const tag of listOf(disconnect)) demand(links.delete(linkName(id, tag)))
    if (set !== undefined) for (const link of [...links]) if (link.startsWith(`${id} `)) links.delete(link)
    for (const tag of [...listOf(set), ...listOf(connect)]) links.add(linkName(id, tag))
    for (const tag of inputs(create)) {
      this.#insert('tags', { ...tag })
      links.add(linkName(id, tag.id))
    }
  }
}

/** What a write makes of what is stored, or undefined where it must be refused. */
export function naivelyWritten(content: Content, write: NestedWrite): Content | undefined {
  try {
    return new Naive(content).run(write)
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}

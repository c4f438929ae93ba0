import type { Comment, NewPost, Post, User } from './posts.ts'
import { STATUSES } from './posts.ts'
import { createRandom, shuffle } from './random.ts'

/** How much there is of everything: posts have the ids 1 to 20,000. */
export const SIZE = { users: 1_000, posts: 20_000, comments: 60_000 } as const

/** What every peer loads before the first measurement. */
export interface DataSet {
  readonly users: readonly User[]
  readonly posts: readonly Post[]
  readonly comments: readonly Comment[]
}

const START = Date.UTC(2024, 0, 1)
const WORDS =
  'a catalogue of plain words that are long and short so that each body differs from all others'.split(' ')

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

function words(count: number, random: () => number): string {
  return Array.from({ length: count }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ')
}

/** A post that is not in the data set; no two have the same date, so that every order by it is total. */
export function createNewPost(number: number, second: number, random: () => number): NewPost {
  return {
    authorId: 1 + Math.floor(random() * SIZE.users),
    title: `Post ${number}: ${words(4, random)}`,
    body: words(60, random),
    status: STATUSES[Math.floor(random() * STATUSES.length)] ?? 'draft',
    views: Math.floor(random() * 10_000),
    published: random() < 0.5,
    rating: random() < 0.1 ? null : Math.round(random() * 50) / 10,
    createdAt: new Date(START + second * 1_000 + Math.floor(random() * 1_000)),
  }
}

/** The data set, the same in every run. */
export function createDataSet(): DataSet {
  const random = createRandom(2013)
  const seconds = shuffle(numbers(SIZE.posts), random)
  return {
    users: numbers(SIZE.users).map((id) => ({
      id,
      name: `User ${id}`,
      email: `user-${id}@example.com`,
      active: id % 10 !== 0,
      createdAt: new Date(START + id * 1_000),
    })),
    posts: numbers(SIZE.posts).map((id) => ({ id, ...createNewPost(id, seconds[id - 1] ?? 0, random) })),
    comments: numbers(SIZE.comments).map((id) => ({
      id,
      postId: 1 + Math.floor(random() * SIZE.posts),
      authorId: 1 + Math.floor(random() * SIZE.users),
      body: words(12, random),
      createdAt: new Date(START + id * 1_000),
    })),
  }
}

/** Slices of at most `size` things, in order. */
export function chunks<T>(things: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(things.length / size) }, (_, index) =>
    things.slice(index * size, (index + 1) * size),
  )
}

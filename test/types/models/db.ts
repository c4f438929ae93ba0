import { store } from '../harness.ts'
import { Comment, Counter, Label, PostLabel, Profile } from './others.ts'
import { Post } from './post.ts'
import { connect } from './prometheus.ts'
import { User } from './user.ts'

export interface Models {
  User: typeof User
  Post: typeof Post
  Comment: typeof Comment
  Profile: typeof Profile
  Counter: typeof Counter
  Label: typeof Label
  PostLabel: typeof PostLabel
}

export const db = await connect<Models>({
  models: { User, Post, Comment, Profile, Counter, Label, PostLabel },
  store,
  stores: { Counter: store },
  sync: true,
})

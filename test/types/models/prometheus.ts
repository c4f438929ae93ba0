import { createPrometheus } from '../harness.ts'

export interface AppUser {
  readonly id: string
  readonly roles: readonly string[]
  readonly tags: readonly string[]
  readonly companyIds: readonly string[]
}

export interface AppSession {
  readonly user: AppUser | null
  readonly locale?: string
}

export const { defineModel, defineMixin, connect } = createPrometheus<AppSession>()

import { createPrometheus } from 'prometheus-odm'

/** On whose behalf a request is answered; null is a guest. */
export interface Session {
  readonly user: {
    readonly id: string
    readonly roles: readonly string[]
    /** What invitations go by. */
    readonly email?: string
  } | null
}

/** The data layer of this application. */
export const { defineModel, connect } = createPrometheus<Session>()

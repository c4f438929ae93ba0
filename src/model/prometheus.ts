import type { DefaultSession, SessionShape } from '../schema/session.ts'
import { cast } from '../support/cast.ts'
import { connect } from './connect.ts'
import { defineMixin, defineModel } from './define-model.ts'
import type { Prometheus } from './types/define.ts'
import type { Everything } from './types/where.ts'

/**
 * Everything that knows the application's session: called once per application.
 * @example
 * export const { defineModel, defineMixin, connect } = createPrometheus<{ user: AppUser | null }>()
 */
export function createPrometheus<Session extends SessionShape = DefaultSession>(): Prometheus<Session> {
  return cast<Prometheus<Session>>(
    { defineModel, defineMixin, connect },
    'the typed signatures describe these functions',
  )
}

/** The filter that means every record, for `updateWhere` and `destroyWhere`. */
export const everything: Everything = Object.freeze({ $and: Object.freeze([]) as [] })

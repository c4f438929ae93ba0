import type { Attributes } from '@opentelemetry/api'
import type { DatabasePlace } from '../store/place.ts'

/** A database by the names of the conventions: https://opentelemetry.io/docs/specs/semconv/db/database-spans/. */
export const placeAttributes = ({ system, namespace, address, port }: DatabasePlace): Attributes => ({
  'db.system.name': system,
  ...(namespace !== undefined && { 'db.namespace': namespace }),
  ...(address !== undefined && { 'server.address': address }),
  ...(port !== undefined && { 'server.port': port }),
})

import { PrometheusError } from '../../errors/error.ts'
import { noPosition } from '../../store/change-place.ts'

/** A position as it is handed out: in which history it is, and where. */
export const positionText = (epoch: string, place: string): string => `${epoch}:${place}`

/** The history of a position. */
export const epochOf = (position: string | null): string | undefined => position?.split(':')[0]

/** The place of a position in this history; a position of another is refused. */
export function placeIn(epoch: string, position: unknown): string {
  const [given, place, ...more] = typeof position === 'string' ? position.split(':') : []
  if (place === undefined || more.length > 0) throw noPosition()
  if (given !== epoch) throw otherEpoch()
  return place
}

/** A position belongs to another history. */
export const otherEpoch = (): PrometheusError =>
  new PrometheusError(
    'CHANGES_EPOCH',
    'The position of changes belongs to another history of the database: read the current state anew, then go on from changes.head().',
  )

/** What was behind a position is gone. */
export const trimmed = (models: readonly string[]): PrometheusError =>
  new PrometheusError(
    'CHANGES_TRIMMED',
    `Changes of ${models.join(', ')} behind the position are gone, since they were kept no longer: read the current state anew, then go on from changes.head().`,
    { models },
  )

import { endedConnections } from './ended-connections.ts'
import type { FaultEngine } from './ground.ts'
import { Ground } from './ground.ts'
import { lostAnswers } from './lost-answers.ts'
import { meetings } from './meetings.ts'
import { pools } from './pools.ts'
import { refusals } from './refusals.ts'
import { restarts } from './restarts.ts'
import { statements } from './statements.ts'

/** Tries what goes wrong with servers on one of this kind, and gives the ground for what is its own. */
export function tryFaults(engine: FaultEngine): Ground {
  const ground = new Ground(engine)
  for (const part of [restarts, endedConnections, lostAnswers, meetings, pools, statements, refusals])
    part(ground)
  return ground
}

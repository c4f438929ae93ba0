import type { SessionAccess } from '../../access/session-access.ts'
import type { Conditional } from '../../query/policy.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { ConnectedModel } from '../connected-model.ts'

/** What a session may not read of a model. */
export interface FieldRules {
  /** Attributes that it may read of no record. */
  readonly never: ReadonlySet<string>
  /** Attributes that it may read of some records. */
  readonly sometimes: ReadonlyMap<string, Conditional>
}

/** Which attributes of a model a session may not read, or not of every record; undefined where it may read all. */
export function readRulesOf(
  access: SessionAccess,
  { name, attributes }: ConnectedModel,
): FieldRules | undefined {
  const never = new Set<string>()
  const sometimes = new Map<string, Conditional>()
  for (const [attribute, { definition }] of attributes) {
    if (definition.options.access?.read === undefined) continue
    const policy = access.field(name, attribute, 'read')
    if (policy === false) never.add(attribute)
    else if (policy !== true) sometimes.set(attribute, policy)
  }
  return never.size + sometimes.size === 0 ? undefined : { never, sometimes }
}

/** Whether any of the fields may be read of some records only. */
export const conditionalIn = ({ sometimes }: FieldRules, fields: readonly FieldShape[]): boolean =>
  fields.some(({ name }) => sometimes.has(name))

import type { FilterRelation, FilterScope } from '../query/filter-context.ts'
import { FilterContext } from '../query/filter-context.ts'
import type { Filter } from '../query/policy.ts'
import { readFilter } from '../query/read-filter.ts'
import { ShapeKey } from '../query/shape-key.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { Parse } from '../schema/values/refusal.ts'
import { isPlainObject } from '../support/plain-object.ts'
import { isAsked, placeholder } from './placeholder.ts'
import type { Session } from './session.ts'

const LISTS = new Set(['$in', '$nin', '$hasAll', '$hasAny'])
const TEXTS = new Set(['$contains', '$icontains', '$startsWith', '$endsWith', '$search'])

/** A filter in which placeholders stand as their operators take them: lengths and texts are no part of a shape. */
function withLists(where: unknown, key = ''): unknown {
  if (TEXTS.has(key) && isAsked(where)) return ''
  if (where === placeholder) return LISTS.has(key) ? [placeholder] : placeholder
  if (Array.isArray(where)) return where.map((item) => withLists(item))
  if (!isPlainObject(where)) return where
  return Object.fromEntries(Object.entries(where).map(([name, value]) => [name, withLists(value, name)]))
}

const letBy =
  (parse: Parse): Parse =>
  (value) =>
    isAsked(value) ? value : parse(value)

function lenientAttribute(attribute: Attribute): Attribute {
  const { parseFilter, parseElement } = attribute
  return {
    ...attribute,
    parseFilter: letBy(parseFilter),
    parseElement: parseElement && letBy(parseElement),
  }
}

/** A model whose filters may be compared with what is not known yet. */
function lenientScope({ name, attributes, relations, store }: FilterScope): FilterScope {
  return {
    name,
    attributes: new Map([...attributes].map(([key, attribute]) => [key, lenientAttribute(attribute)])),
    get relations() {
      return new Map(
        [...relations].map(([key, relation]): [string, FilterRelation] => [
          key,
          { ...relation, target: lenientScope(relation.target) },
        ]),
      )
    },
    ...(store && { store }),
  }
}

/** The filter that a rule makes of a session, with placeholders for its values, and the model on which it can be read. */
export interface RuleTemplate {
  readonly scope: FilterScope
  readonly where: unknown
}

/** What a rule that is a function makes of any session, as far as showing it placeholders can tell. */
export function templateOf(scope: FilterScope, rule: (session: Session) => Filter): RuleTemplate {
  return { scope: lenientScope(scope), where: withLists(rule(placeholder as Session)) }
}

/** The shape of a filter, and its parameters. */
export function readShape(scope: FilterScope, where: unknown): { key: string; parameters: unknown[] } {
  const key = new ShapeKey('')
  const parameters: unknown[] = []
  readFilter(new FilterContext(scope, key, parameters), where)
  return { key: key.text, parameters }
}

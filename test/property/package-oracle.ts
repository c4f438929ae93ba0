import { ConditionBuilder } from '../../src/query/condition-builder.ts'
import { FilterContext } from '../../src/query/filter-context.ts'
import { compilePredicate } from '../../src/query/predicate.ts'
import { readFilter } from '../../src/query/read-filter.ts'
import { sampleModel } from '../../src/testing/sample.ts'

const scope = { name: 'Sample', relations: new Map(), attributes: sampleModel.attributes }

/** What the package itself says in JavaScript: whether a sample, given by its attributes, matches a filter. */
export function matches(where: unknown): (row: Readonly<Record<string, unknown>>) => boolean {
  const builder = new ConditionBuilder()
  const parameters: unknown[] = []
  readFilter(new FilterContext(scope, builder, parameters), where)
  const holds = compilePredicate(builder.condition)
  return (row) =>
    holds(
      sampleModel.shape.fields.map(({ name }) => row[name] ?? null),
      parameters,
    )
}

import type { ColumnState, IndexState } from '../store/schema-access.ts'
import type { Step } from '../stores/sql/schema/steps.ts'

const typeText = ({ type, form }: ColumnState): string => (form === undefined ? type : `${type} (${form})`)

function columnChange(from: ColumnState, to: ColumnState): string {
  const type = typeText(from) === typeText(to) ? [] : [`${typeText(from)} → ${typeText(to)}`]
  const nullable = from.nullable === to.nullable ? [] : [to.nullable ? 'takes null' : 'takes no null']
  const value =
    from.default === to.default ? [] : [to.default === undefined ? 'no default' : `default ${to.default}`]
  const check =
    from.check?.text === to.check?.text && from.check?.name === to.check?.name ? [] : ['another check']
  const auto = from.auto === to.auto ? [] : [to.auto ? 'made by the database' : 'not made by the database']
  return [...type, ...nullable, ...value, ...check, ...auto].join(', ')
}

const kindOf = ({ unique, kind }: IndexState): string =>
  unique ? 'unique index' : [kind, 'index'].filter(Boolean).join(' ')

/** One difference, as people read it. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'createTable':
      return `make table ${step.table}`
    case 'dropTable':
      return `remove table ${step.table}`
    case 'renameTable':
      return `rename table ${step.from} to ${step.to}`
    case 'renameColumn':
      return `rename ${step.table}.${step.from} to ${step.to}`
    case 'addColumn':
      return `add ${step.table}.${step.column.name}: ${typeText(step.column)}`
    case 'dropColumn':
      return `remove ${step.table}.${step.column.name}`
    case 'changeColumn':
      return `change ${step.table}.${step.to.name}: ${columnChange(step.from, step.to)}`
    case 'addIndex':
      return `make ${kindOf(step.index)} ${step.index.name} of ${step.table}`
    case 'dropIndex':
      return `remove index ${step.index.name} of ${step.table}`
    case 'renameIndex':
      return `rename index ${step.from} of ${step.table} to ${step.to}`
    case 'addReference':
      return `let ${step.table}.${step.reference.columns.join(', ')} refer to ${step.reference.table}`
    case 'dropReference':
      return `let ${step.table}.${step.reference.columns.join(', ')} refer to ${step.reference.table} no more`
    case 'addPart':
      return `make ${step.part.name} of ${step.table}`
    case 'dropPart':
      return `remove ${step.part.name} of ${step.table}`
    case 'changeKey':
      return `change the key of ${step.table} from (${step.from.columns.join(', ')}) to (${step.to.columns.join(', ')})`
    case 'changeOptions':
      return `make table ${step.table} ${step.to ?? 'as usual'}`
  }
}

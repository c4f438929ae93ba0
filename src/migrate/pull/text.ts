import { snakeCase } from '../../support/names.ts'
import type { PulledModel } from './model.ts'
import { textSource, valueSource } from './source.ts'

const comment = (lines: readonly string[], indent: string): string[] =>
  lines.map((line) => `${indent}// ${line.replaceAll(/\s+/g, ' ')}`)

function indexLines({ indexes }: PulledModel): string[] {
  if (indexes.length === 0) return []
  const items = indexes.map(({ fields, unique, name }) => {
    const kind = unique ? ', unique: true' : ''
    const named = name === undefined ? '' : `, name: ${textSource(name)}`
    return `    { fields: ${valueSource(fields)}${kind}${named} },`
  })
  return ['  indexes: [', ...items, '  ],']
}

/** The definition of a model in TypeScript. */
export function modelText(model: PulledModel): string {
  const { name, table, fields, key, notes } = model
  const isUsual = key.length === 1 && key[0] === 'id'
  return [
    `export class ${name} extends defineModel({`,
    `  name: ${textSource(name)},`,
    ...(snakeCase(name) === table.name ? [] : [`  table: ${textSource(table.name)},`]),
    '  schema: {',
    ...fields.flatMap(({ key: own, source, note }) => [
      ...comment(note === undefined ? [] : [`${own}: ${note}`], '    '),
      `    ${own}: ${source},`,
    ]),
    ...comment(notes, '    '),
    '  },',
    ...(isUsual ? [] : [`  key: ${valueSource(key)},`]),
    ...indexLines(model),
    '}) {}',
  ].join('\n')
}

const used = (models: readonly PulledModel[]): string[] => {
  const sources = models.flatMap(({ fields }) => fields.map(({ source }) => source))
  return ['field', 'ref'].filter((name) => sources.some((source) => source.startsWith(name)))
}

const registry = (names: readonly string[]): string =>
  [
    '/** All models by name, for connect<Models>. */',
    'export interface Models {',
    ...names.map((name) => `  ${name}: typeof ${name}`),
    '}',
  ].join('\n')

/** What stands at the top of what is written. */
const HEAD = '// Read from a database by prometheus-odm pull. It is yours now: change what you know better.'

/** One file with all models. */
export function oneFile(models: readonly PulledModel[], skipped: readonly string[]): string {
  const imports = ['createPrometheus', ...used(models)].join(', ')
  return `${[
    HEAD,
    ...comment(skipped, ''),
    `import { ${imports} } from 'prometheus-odm'`,
    '',
    'const { defineModel } = createPrometheus()',
    ...models.map((model) => `\n${modelText(model)}`),
    '',
    registry(models.map(({ name }) => name)),
  ].join('\n')}\n`
}

/** A file for each model, one that they share, and one that has them all; by name. */
export function manyFiles(
  models: readonly PulledModel[],
  skipped: readonly string[],
): ReadonlyMap<string, string> {
  const shared = `${HEAD}\nimport { createPrometheus } from 'prometheus-odm'\n\nexport const { defineModel, connect } = createPrometheus()\n`
  const own = models.map((model): [string, string] => {
    const imports = used([model]).join(', ')
    const text = `import { ${imports} } from 'prometheus-odm'\nimport { defineModel } from './prometheus.ts'\n\n${modelText(model)}\n`
    return [`${fileName(model)}.ts`, text]
  })
  const all = [
    ...comment(skipped, ''),
    ...models.map((model) => `import { ${model.name} } from './${fileName(model)}.ts'`),
    '',
    `export { ${models.map(({ name }) => name).join(', ')} }`,
    '',
    registry(models.map(({ name }) => name)),
  ]
  return new Map([['prometheus.ts', shared], ...own, ['index.ts', `${all.join('\n')}\n`]])
}

const fileName = ({ name }: PulledModel): string => {
  const kebab = snakeCase(name).replaceAll('_', '-')
  return ['index', 'prometheus'].includes(kebab) ? `${kebab}-model` : kebab
}

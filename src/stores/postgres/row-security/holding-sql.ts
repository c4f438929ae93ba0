import { createHash } from 'node:crypto'
import { PostgresQueryCompiler } from 'kysely'
import type { Claim, Holding, RowRule } from '../../../access/row-rule.ts'
import { GIVEN } from '../../../access/row-rule.ts'
import type { Condition } from '../../../query/condition.ts'
import type { ModelShape } from '../../../schema/shape.ts'
import type { ToldClaim } from '../../../store/row-security.ts'
import { cast } from '../../../support/cast.ts'
import { conditionSql } from '../../sql/condition.ts'
import type { Argument } from '../../sql/statement.ts'
import { compile } from '../../sql/statement.ts'
import { kyselyWith, postgresDialect } from '../dialect.ts'
import { literal, textLiteral } from '../literal.ts'
import { parameterTypes } from './parameter-types.ts'
import { throughViews } from './through-views.ts'

/** Puts what stands for a parameter where its marker would be. */
class Inliner extends PostgresQueryCompiler {
  readonly #render: (argument: Argument) => string

  constructor(render: (argument: Argument) => string) {
    super()
    this.#render = render
  }

  protected override appendValue(parameter: unknown): void {
    this.append(this.#render(cast<Argument>(parameter, 'every marker is made by param')))
  }
}

const literalText = (value: unknown): string => literal(value).compile(postgresDialect.kysely).sql

/** A text as it stands in SQL. */
export const quotedText = (text: string): string => textLiteral(text).compile(postgresDialect.kysely).sql

const sqlOf = (condition: Condition, model: ModelShape) =>
  conditionSql(throughViews(condition), { dialect: postgresDialect, model })

/** Claims have no table of their own: what their conditions look at first goes by any name. */
const ANY: ModelShape = { name: '', table: '', fields: [], key: [], indexes: [] }

const encoded = (value: unknown): string =>
  value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : String(value)

/**
 * How a claim is told: under a name that says what is asked too, so that values are never compared with anything but
 * that for which they were told, be the models of another version or not.
 */
export function toldClaim({ name, condition, parameters }: Claim): ToldClaim {
  const { text, args } = compile(postgresDialect.kysely, sqlOf(condition, ANY))
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8)
  const given = args.filter(({ position }) => parameters[position] === GIVEN)
  return {
    name: `${name}#${hash}`,
    tell: (values) =>
      given.map(({ position, encode }) => {
        const value = values[position]
        return encoded(encode === undefined ? value : encode(value))
      }),
  }
}

/** Whether the session says something of itself; asked once in a statement. */
export const isTold = (name: string): string => `(select prometheus_is(${quotedText(name)}))`

function conditionText({ condition, parameters, claim }: Holding, name: string, model: ModelShape): string {
  const types = parameterTypes(condition)
  let given = 0
  const render = ({ position, encode }: Argument): string => {
    const type = types.get(position) ?? 'text'
    const value = parameters[position]
    if (value === GIVEN && claim !== undefined)
      return `(select prometheus_claim(${quotedText(name)}, ${given++})::${type})::${type}`
    return `${literalText(encode === undefined ? value : encode(value))}::${type}`
  }
  return sqlOf(condition, model).compile(kyselyWith(() => new Inliner(render))).sql
}

/** On which records a role is held. */
function holdingText(holding: Holding, model: ModelShape): string {
  const { flags, claim, condition } = holding
  const name = claim === undefined ? '' : toldClaim(claim).name
  const told = [...flags, ...(claim === undefined ? [] : [name])].map(isTold)
  const parts = condition.op === 'always' ? told : [...told, conditionText(holding, name, model)]
  return parts.length === 0 ? 'true' : parts.join(' and ')
}

/** All of texts; what always holds falls away, and what never does wins. */
export function allText(texts: readonly string[]): string {
  const open = [...new Set(texts)].filter((text) => text !== 'true')
  if (open.includes('false')) return 'false'
  return open.length < 2 ? (open[0] ?? 'true') : open.map((text) => `(${text})`).join('\n    and ')
}

/** Any of texts, likewise. */
export function anyText(texts: readonly string[]): string {
  const open = [...new Set(texts)].filter((text) => text !== 'false')
  if (open.includes('true')) return 'true'
  return open.length < 2 ? (open[0] ?? 'false') : open.map((text) => `(${text})`).join('\n    or ')
}

/** The records that all rules of a list allow. */
export const rulesText = (rules: readonly RowRule[], model: ModelShape): string =>
  allText(
    rules.flatMap(({ any, all }) => [
      anyText(any.map((holding) => holdingText(holding, model))),
      ...all.map((holding) => holdingText(holding, model)),
    ]),
  )

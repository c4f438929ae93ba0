import { Failure } from './failure.ts'
import type { Document } from './order.ts'
import { isDocument, typeOf } from './order.ts'

interface Schema {
  readonly bsonType?: string | readonly string[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

const KNOWN = ['bsonType', 'required', 'properties', 'items']

/** What of a value a schema refuses, in the form of the server's `errInfo`. */
function problemsOf(value: unknown, schema: Schema): Document[] {
  const strange = Object.keys(schema).find((name) => !KNOWN.includes(name))
  if (strange !== undefined) throw new Failure(9, 'FailedToParse', `Unknown $jsonSchema keyword: ${strange}`)
  const { bsonType, required = [], properties = {}, items } = schema
  const problems: Document[] = []
  const types = bsonType === undefined ? undefined : [bsonType].flat()
  if (types !== undefined && !types.includes(typeOf(value)))
    problems.push({ operatorName: 'bsonType', reason: 'type did not match', consideredType: typeOf(value) })
  if (Array.isArray(value) && items !== undefined && value.some((item) => problemsOf(item, items).length > 0))
    problems.push({ operatorName: 'items', reason: 'at least one item did not match the sub-schema' })
  if (!isDocument(value)) return problems
  const missing = required.filter((name) => !Object.hasOwn(value, name))
  if (missing.length > 0) problems.push({ operatorName: 'required', missingProperties: missing })
  const wrong = Object.entries(properties).flatMap(([propertyName, one]) => {
    const details = Object.hasOwn(value, propertyName) ? problemsOf(value[propertyName], one) : []
    return details.length === 0 ? [] : [{ propertyName, details }]
  })
  if (wrong.length > 0) problems.push({ operatorName: 'properties', propertiesNotSatisfied: wrong })
  return problems
}

/** Refuses a document that the validator of its collection does not let in. */
export function validate(document: Document, validator: Document | undefined): void {
  const schema = validator?.$jsonSchema
  if (schema === undefined) return
  const problems = problemsOf(document, schema as Schema)
  if (problems.length === 0) return
  const errInfo = {
    failingDocumentId: document._id,
    details: { operatorName: '$jsonSchema', schemaRulesNotSatisfied: problems },
  }
  throw new Failure(121, 'DocumentValidationFailure', 'Document failed validation', { errInfo })
}

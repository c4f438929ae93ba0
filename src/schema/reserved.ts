import { PrometheusError } from '../errors/error.ts'

/** What every record has; no attribute, relation or method may be called so. */
export const recordMembers = [
  'get',
  'set',
  'save',
  'destroy',
  'transfer',
  'accept',
  'decline',
  'withdraw',
  'reload',
  'validate',
  'toJSON',
  'changed',
  'changedRelations',
  'isNew',
  'ready',
  'then',
  'catch',
  'finally',
  'constructor',
  '__proto__',
  'prototype',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
] as const

/** What every model has; no static may be called so. */
export const modelMembers = [
  'find',
  'findOne',
  'findById',
  'create',
  'insertMany',
  'updateWhere',
  'destroyWhere',
  'upsert',
  'count',
  'exists',
  'aggregate',
  'stream',
  'page',
  'can',
  'explain',
  'modelName',
  'schema',
  'definition',
  'name',
  'length',
  'prototype',
  'constructor',
  '__proto__',
  'apply',
  'bind',
  'call',
  'then',
  'arguments',
  'caller',
  'toString',
  'hasOwnProperty',
] as const

/** What every database has; no model may be called so. */
export const databaseMembers = [
  'as',
  'system',
  'transaction',
  'afterCommit',
  'changes',
  'model',
  'sync',
  'close',
  'pools',
  'on',
  'off',
  'then',
  'constructor',
  '__proto__',
  'prototype',
] as const

const reserved = {
  attribute: new Set<string>(recordMembers),
  method: new Set<string>(recordMembers),
  static: new Set<string>(modelMembers),
  model: new Set<string>(databaseMembers),
} as const

/** Throws where a name cannot be used: it is taken by what every record, model or database has, or is no identifier. */
export function checkName(kind: keyof typeof reserved, name: string, owner: string): void {
  if (reserved[kind].has(name)) {
    throw new PrometheusError(
      'RESERVED_NAME',
      `${owner}: '${name}' is taken; choose another name for the ${kind}.`,
      { model: owner, field: name },
    )
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    const message = `${owner}: '${name}' is no name for a ${kind}: use letters, digits and _, beginning with a letter.`
    throw new PrometheusError('INVALID_MODEL', message, { model: owner, field: name })
  }
}

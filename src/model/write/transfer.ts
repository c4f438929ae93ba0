import { isPrometheusError, PrometheusError, ValidationError } from '../../errors/error.ts'
import type { Policy } from '../../query/policy.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { Refusal } from '../../schema/values/refusal.ts'
import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { durationOf } from '../../support/duration.ts'
import { bindingOf } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { accessTo, hasRelated, RecordBase } from '../record.ts'
import type { Bindable, Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import type { CommitEvent } from '../types/hooks-type.ts'
import { readChange } from './change.ts'
import { changesOf, staleRecord, storeChange } from './change-record.ts'
import type { Changes } from './changes.ts'
import { withHooks } from './life-cycle.ts'
import { bindingOfRecord, keyValues, requireLoaded, requireSaved } from './saved-record.ts'
import { readAnew, readStoredRow } from './stored-row.ts'

/** How records of a model change hands. */
interface Terms {
  readonly key: FieldShape
  /** The role that accepts, where that is asked for. */
  readonly accept: string | undefined
  /** In milliseconds. */
  readonly expires: number | undefined
  /** The field that says to whom a record is offered. */
  readonly offeredTo: FieldShape | undefined
}

/** A record that changes hands: its model and where it is, the terms, and its row as it was read. */
interface Handover {
  readonly record: RecordBase
  readonly binding: Binding
  readonly terms: Terms
  readonly row: Row
}

const fieldOf = ({ attributes }: ConnectedModel, name: string): FieldShape | undefined =>
  attributes.get(name)?.shape

function termsOf(model: ConnectedModel): Terms {
  const { name, transfer } = model.definition
  const key = fieldOf(model, String(transfer?.key))
  if (transfer === undefined || key === undefined) {
    const message = `${name} says nothing of \`transfer\`: give its definition the key by which records change hands.`
    throw new PrometheusError('MISUSE', message, { model: name })
  }
  return {
    key,
    accept: cast<string | undefined>(transfer.accept, 'checked when the model was defined'),
    expires: durationOf(transfer.expires),
    offeredTo: fieldOf(model, key.ref === undefined ? 'offeredTo' : 'offeredToId'),
  }
}

async function begin(record: RecordBase): Promise<Handover> {
  const binding = bindingOfRecord(record)
  const { model } = binding
  const terms = termsOf(model)
  await requireLoaded(record)
  requireSaved(record, binding)
  if (record.changed.length > 0 || hasRelated(record)) {
    const message = `${model.name}: the record has changes that are not saved: save or reload it first.`
    throw new PrometheusError('MISUSE', message, { model: model.name })
  }
  return { record, binding, terms, row: accessTo(record).canonicalRow(model) }
}

/** The key of a recipient that is given as a record. */
function keyOfRecord(to: RecordBase, { key }: Terms, model: ConnectedModel): unknown {
  const { model: own } = bindingOf(to.constructor as Bindable)
  if (own.name === key.ref?.model) return keyValues(own, accessTo(to).canonicalRow(own))[0]
  const message = `is given a record of ${own.name}`
  throw new ValidationError(model.name, [{ field: key.name, code: 'type', message }])
}

/** To whom a record goes, as a value of its key; somebody else than who has it. */
function recipientOf({ binding: { model }, terms, row }: Handover, to: unknown): unknown {
  const { key } = terms
  const attribute = model.attributes.get(key.name)
  const value = to instanceof RecordBase ? keyOfRecord(to, terms, model) : to
  const change = attribute && readChange(model, attribute, value ?? null)
  const refuse = (code: string, message: string): never => {
    throw new ValidationError(model.name, [{ field: key.name, code, message }])
  }
  if (change instanceof Refusal) return refuse(change.code, change.message)
  if (change?.op !== 'set' || change.value === null) return refuse('required', 'needs somebody to go to')
  if (change.value === row[key.index]) return refuse('same', 'is what it is to become already')
  return change.value
}

/** Changes of stored attributes by name; those that the model does not have are left out. */
function changesTo({ attributes }: ConnectedModel, values: Readonly<Record<string, unknown>>): Changes {
  return new Map(
    Object.entries(values).flatMap(([name, value]) => {
      const attribute = attributes.get(name)
      return attribute === undefined ? [] : [[attribute, { op: 'set', value }] as const]
    }),
  )
}

const noOffer = ({ offeredTo }: Terms): Record<string, unknown> =>
  offeredTo === undefined
    ? {}
    : { [offeredTo.name]: null, offeredBy: null, offeredAt: null, offeredUntil: null }

/** What decides whose a record is has to be as it was read: of two who give or take it, one comes first. */
function unchanged({ terms, row }: Handover): Policy {
  const fields = [terms.key, terms.offeredTo].filter((field) => field !== undefined)
  return { where: Object.fromEntries(fields.map(({ name, index }) => [name, row[index] ?? null])) }
}

/** The record has come to belong to another meanwhile, or the offer has changed: so long as the caller may see it. */
async function isPassed({ binding, terms, row }: Handover): Promise<boolean> {
  const stored = await readStoredRow(binding, keyValues(binding.model, row))
  const fields = [terms.key, terms.offeredTo].filter((field) => field !== undefined)
  return stored !== null && fields.some(({ index }) => stored[index] !== (row[index] ?? null))
}

async function store(
  handover: Handover,
  binding: Binding,
  changes: Changes,
  rights: readonly Policy[],
): Promise<void> {
  const policies = [...rights, unchanged(handover)]
  try {
    await storeChange(handover.record, binding, { action: 'transfer', changes, policies })
  } catch (error) {
    const isRefused = isPrometheusError(error) && ['FORBIDDEN', 'NOT_FOUND'].includes(error.code)
    if (isRefused && (await isPassed({ ...handover, binding })))
      throw staleRecord(binding.model, handover.terms.key)
    throw error
  }
}

/** Runs a step of a handover in one transaction, and takes out of the record what may not be read. */
async function step(
  { record, binding }: Handover,
  action: CommitEvent['action'],
  write: Parameters<typeof withHooks>[1],
): Promise<RecordBase> {
  const together = binding.model.store.capabilities.transactions
  await withHooks({ record, binding, action, together }, write)
  await binding.scope.guard?.mask(binding, { items: [record] })
  return record
}

/** The rights of who gives a record away: to do so, and to know who gets it. */
const givingRights = async (binding: Binding, changes: Changes): Promise<readonly Policy[]> =>
  (await binding.scope.guard?.permitChange(binding, { action: 'transfer', changes })) ?? []

/** The rights of who takes what is offered: to hold the role that accepts, were the record theirs. */
async function takingRights({ terms, row }: Handover, binding: Binding, to: unknown): Promise<Policy[]> {
  const { guard } = binding.scope
  if (guard === null) return []
  const theirs = await readAnew(trusted(binding), keyValues(binding.model, row))
  theirs[terms.key.index] = to
  const may = await guard.mayAccept(binding, terms.accept ?? '', theirs)
  return [may, guard.policy(binding.model, 'read')]
}

/** Stores that a record belongs to another, between its hooks; whatever was offered is void then. */
function move(
  handover: Handover,
  to: unknown,
  rightsIn: (binding: Binding, changes: Changes) => Promise<readonly Policy[]>,
): Promise<RecordBase> {
  const { record, terms, row } = handover
  const event = { from: row[terms.key.index] ?? null, to }
  return step(handover, 'transfer', async (inside, run) => {
    const own = changesTo(inside.model, { ...noOffer(terms), [terms.key.name]: to })
    const rights = await rightsIn(inside, own)
    await run('beforeTransfer', event)
    const changes = new Map([...(await changesOf(record, inside)), ...own])
    await store(handover, inside, changes, rights)
    await run('afterTransfer', event)
  })
}

function offer(handover: Handover, to: unknown, field: FieldShape): Promise<RecordBase> {
  const { terms } = handover
  return step(handover, 'offer', async (inside) => {
    const at = new Date()
    const { guard } = inside.scope
    const giver = guard?.access.session.user?.id
    const changes = changesTo(inside.model, {
      [field.name]: to,
      offeredBy: giver === undefined ? null : String(giver),
      offeredAt: at,
      offeredUntil: terms.expires === undefined ? null : new Date(at.getTime() + terms.expires),
    })
    await store(handover, inside, changes, await givingRights(inside, changes))
  })
}

/**
 * Gives a record to another: at once or, where its model asks for acceptance, as an offer that takes the place of any
 * before.
 */
export async function transfer(record: RecordBase, given: unknown): Promise<RecordBase> {
  const handover = await begin(record)
  const to = recipientOf(handover, given)
  const { accept, offeredTo } = handover.terms
  if (accept !== undefined && offeredTo !== undefined) return offer(handover, to, offeredTo)
  return move(handover, to, givingRights)
}

function notOffered({ name }: ConnectedModel, reason: 'none' | 'expired'): PrometheusError {
  const message =
    reason === 'none'
      ? `${name}: the record is not offered to anybody.`
      : `${name}: the offer of the record has expired.`
  return new PrometheusError('NO_OFFER', message, { model: name, reason })
}

/** To whom a record is offered. */
function offeredIn({ binding: { model }, terms, row }: Handover): unknown {
  const to = terms.offeredTo && row[terms.offeredTo.index]
  if (to === undefined || to === null) throw notOffered(model, 'none')
  return to
}

function checkTime({ binding: { model }, row }: Handover): void {
  const until = row[fieldOf(model, 'offeredUntil')?.index ?? -1]
  if (until instanceof Date && until.getTime() <= Date.now()) throw notOffered(model, 'expired')
}

/** Takes what is offered. */
export async function accept(record: RecordBase): Promise<RecordBase> {
  const handover = await begin(record)
  const to = offeredIn(handover)
  checkTime(handover)
  return move(handover, to, (inside) => takingRights(handover, inside, to))
}

function endOffer(
  handover: Handover,
  action: 'decline' | 'withdraw',
  rightsIn: (binding: Binding, changes: Changes) => Promise<readonly Policy[]>,
): Promise<RecordBase> {
  return step(handover, action, async (inside) => {
    const changes = changesTo(inside.model, noOffer(handover.terms))
    await store(handover, inside, changes, await rightsIn(inside, changes))
  })
}

/** Says no to what is offered. */
export async function decline(record: RecordBase): Promise<RecordBase> {
  const handover = await begin(record)
  const to = offeredIn(handover)
  return endOffer(handover, 'decline', (inside) => takingRights(handover, inside, to))
}

/** Takes an offer back. */
export async function withdraw(record: RecordBase): Promise<RecordBase> {
  const handover = await begin(record)
  offeredIn(handover)
  return endOffer(handover, 'withdraw', givingRights)
}

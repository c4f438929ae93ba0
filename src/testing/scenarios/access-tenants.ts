import assert from 'node:assert/strict'
import { field } from '../../schema/factories.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { signedIn } from './access-models.ts'

type Rule = (session: Readonly<Record<'tenant' | 'tenants', never>>) => Readonly<Record<string, unknown>>

/** Ways to say that records are of the session's tenant. */
const forms: readonly Rule[] = [
  ({ tenant }) => ({ tenant }),
  ({ tenant }) => ({ tenant: { $eq: tenant } }),
  ({ tenant }) => ({ tenant: { $in: [tenant] } }),
  ({ tenants }) => ({ tenant: { $in: [...(tenants as readonly string[])] } }),
  ({ tenant }) => ({ tenant: `${tenant}` }),
  ({ tenant }) => ({ tenant: String(tenant) }),
  ({ tenant }) => ({ $and: [{ tenant }, { shown: true }] }),
]

const tenanted = (rule: Rule) =>
  defineModel({
    name: 'Leased',
    schema: {
      id: field.id(),
      name: field.string(),
      tenant: field.string(),
      shown: field.boolean({ default: true }),
    },
    permissions: { create: ['user'], read: ['user'], update: ['user'], always: { all: rule as never } },
  })

/** Records of tenants, however the rule is written. */
export const accessTenantScenarios = group('tenants', [
  {
    id: 'access-tenant-forms',
    title: 'a record is made for the tenant of the session and stays there, however the rule says it',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      await each(forms, async (rule) => {
        const db = await connectTo({ Leased: tenanted(rule) })
        const Leased = modelOf(db.as(signedIn('x', {}, { tenant: 'red', tenants: ['red'] })), 'Leased')
        const record = await Leased.create({ name: 'n' })
        assert.equal(record.tenant, 'red')
        await refuses(() => Leased.create({ tenant: 'blue' }), 'FORBIDDEN')
        await refuses(() => record.set({ tenant: 'blue' }).save(), 'FORBIDDEN', { field: 'tenant' })
        await refuses(() => Leased.updateWhere({ name: 'n' }, { tenant: 'blue' }), 'FORBIDDEN')
      })
    },
  },
])

import { createPrometheus, field, hasMany, ref } from 'prometheus-odm'
import { softDelete } from 'prometheus-odm/mixins'

const { defineModel } = createPrometheus<{
  user: { id: string; roles?: string[]; teams?: string[] } | null
  tenantId?: string
}>()

class Company extends defineModel({
  name: 'Company',
  schema: { id: field.id(), name: field.string(), members: hasMany('Member', { by: 'company' }) },
  roles: { member: { through: 'members', by: 'userId' } },
  permissions: { create: ['administrator'], read: ['anyone'], update: ['member'] },
}) {}

/** Members are known to each other: a rule that leads to its own table, by way of one that leads back. */
class Member extends defineModel({
  name: 'Member',
  schema: {
    id: field.id(),
    company: ref('Company', { required: true }),
    userId: field.string({ required: true }),
  },
  roles: { colleague: { through: 'company', role: 'member' } },
  permissions: { create: ['administrator'], read: ['colleague'] },
}) {}

class Brand extends defineModel({
  name: 'Brand',
  schema: {
    id: field.id(),
    name: field.string({ required: true, unique: true }),
    company: ref('Company', { required: true }),
  },
  roles: {
    owner: { through: 'company', role: 'member' },
    recipient: { through: 'offeredTo', role: 'member' },
  },
  permissions: {
    create: ['owner'],
    read: ['owner', 'recipient'],
    update: ['owner'],
    destroy: ['owner'],
    transfer: ['owner'],
  },
  transfer: { key: 'companyId', accept: 'owner', expires: '14d' },
}) {}

/** Notes of a tenant: of drafts their owners may read and write, of the others all may read. */
class Note extends defineModel({
  name: 'Note',
  mixins: [softDelete()],
  schema: {
    id: field.id(),
    text: field.text({ required: true }),
    tenantId: field.string({ required: true }),
    ownerId: field.string(),
    status: field.enum(['draft', 'out', 'kept'], { default: 'draft' }),
    team: field.string(),
    replyTo: ref('Note'),
  },
  roles: {
    owner: 'ownerId',
    out: { where: { status: 'out' } },
    drafts: { where: (session) => ({ status: 'draft' as const, ownerId: session.user?.id as string }) },
    teammate: { where: ({ user }) => ({ team: { $in: user?.teams ?? [] } }) },
  },
  permissions: {
    create: ['user'],
    read: ['out', 'drafts', 'teammate'],
    update: ['owner'],
    destroy: ['owner'],
    always: { all: (session) => ({ tenantId: session.tenantId as string }) },
  },
}) {}

/** Whose changes are recorded. */
class Task extends defineModel({
  name: 'Task',
  changes: true,
  schema: { id: field.id(), title: field.string({ required: true }), ownerId: field.string() },
  roles: { owner: 'ownerId' },
  permissions: { create: ['user'], read: ['owner'], update: ['owner'], destroy: ['owner'] },
}) {}

/** For trusted code only. */
class Setting extends defineModel({
  name: 'Setting',
  schema: { id: field.id(), value: field.string() },
}) {}

export const models = { Company, Member, Brand, Note, Task, Setting }

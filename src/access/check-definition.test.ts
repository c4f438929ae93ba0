import { describe, expect, test } from 'vitest'
import { connect } from '../model/connect.ts'
import { defineModel } from '../model/define-model.ts'
import { field, hasMany, ref } from '../schema/factories.ts'
import { memory } from '../stores/memory/index.ts'

const define = (roles: object, permissions: object = {}) =>
  defineModel({
    name: 'Post',
    schema: { id: field.id(), ownerId: field.string(), status: field.string(), parent: ref('Post') },
    roles,
    permissions,
  } as never)

describe('a model that says of access what cannot be', () => {
  test.each([
    [{ owner: 'ownrId' }, {}, /ownrId.*ownerId/],
    [{ x: { kye: 'ownerId' } }, {}, /kye.*key/],
    [{ x: {} }, {}, /says nothing/],
    [{ user: { named: true } }, {}, /built in/],
    [{ x: { key: 'ownerId', named: true } }, {}, /give it one of them/],
    [{ x: { through: 'parent' } }, {}, /by and role/],
    [{ x: { through: 'parent', by: 'ownerId', role: 'y' } }, {}, /by and role/],
    [{ x: { checkRecord: () => true } }, {}, /where and scan/],
    [{ staff: { named: true } }, { read: ['staf'] }, /staf.*staff/],
    [{}, { reed: ['anyone'] }, /reed.*read/],
    [{}, { read: ['toString'] }, /toString/],
    [{}, { read: ['owner'] }, /owner/],
    [{ x: { through: 'parnt', by: 'ownerId' } }, {}, /parnt.*parent/],
    [{ x: { where: { statsu: 'x' } } }, {}, /`where` of the role 'x'.*statsu.*status/],
    [{ x: { where: { status: { $eqq: 'x' } } } }, {}, /\$eqq/],
    [{ x: { where: { parent: { statsu: 'x' }, $or: [{ $not: { statsu: 'x' } }] } } }, {}, /statsu.*status/],
    [{}, { always: { all: { statsu: 'x' } } }, /always\.all.*statsu.*status/],
  ])('is refused as it is defined: %j %j', (roles, permissions, message) => {
    expect(() => define(roles, permissions)).toThrow(message)
  })

  const connected = (roles: object, permissions: object = {}) =>
    connect({ models: { Post: define(roles, permissions) }, store: memory() })

  test.each([
    [{ x: { through: 'parent.parnt', by: 'ownerId' } }, {}, /parnt/],
    [{ x: { through: 'parent', by: 'ownrId' } }, {}, /ownrId.*ownerId/],
    [{ x: { through: 'parent', role: 'z' } }, {}, /'z'/],
    [{ x: { through: 'parent', role: 'x' } }, {}, /circle.*Post\.x.*Post\.x/],
    [{ x: { through: 'parent', by: 'ownerId', having: { statsu: 'x' } } }, {}, /statsu/],
    [{ x: { where: { parent: { statsu: 'x' } } } }, {}, /statsu.*status/],
    [{}, { always: { all: { parent: { statsu: 'x' } } } }, /statsu/],
  ])('is refused as it is connected: %j %j', async (roles, permissions, message) => {
    await expect(connected(roles, permissions)).rejects.toThrow(message)
  })
})

test('relations of a role go as far as there are some', async () => {
  const Firm = defineModel({
    name: 'Firm',
    schema: { id: field.id(), staff: hasMany('Person', { by: 'firm' }) },
  } as never)
  const Person = defineModel({
    name: 'Person',
    schema: { id: field.id(), firm: ref('Firm'), userId: field.string() },
    roles: { colleague: { through: 'firm.staff', by: 'userId' } },
    permissions: { read: ['colleague'] },
  } as never)
  const db = await connect({ models: { Firm, Person }, store: memory() })
  await db.close()
})

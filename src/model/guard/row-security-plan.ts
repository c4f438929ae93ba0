import { checkRoles } from '../../access/check-roles.ts'
import type { RowSecurityPlan } from '../../access/row-rule.ts'
import { rowAccessOf } from '../../access/row-rules.ts'
import type { Store } from '../../store/contract.ts'
import type { WrittenConnectOptions } from '../connect.ts'
import { connectModels } from '../connect.ts'

/** The rules of the models in one store, as its database can keep them; nothing is connected. Throws UNSUPPORTED where a function decides. */
export function rowSecurityPlan(options: WrittenConnectOptions, store: Store): RowSecurityPlan {
  const models = connectModels(options)
  checkRoles(models)
  return rowAccessOf(new Map([...models].filter(([, model]) => model.store === store))).plan
}

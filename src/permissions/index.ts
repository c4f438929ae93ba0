export type { ExpectedModel, ExpectedPermissions } from './assert.ts'
export { assertPermissions } from './assert.ts'
export type { CheckAccessOptions } from './check-access.ts'
export { checkAccess } from './check-access.ts'
export { matrixHtml } from './html.ts'
export { matrixMarkdown } from './markdown.ts'
export type {
  AlwaysPermission,
  FieldPermissions,
  ModelPermissions,
  Models,
  PermissionMatrix,
  RolePermissions,
} from './matrix.ts'
export { permissionMatrix } from './matrix.ts'
export { rowClaims } from './row-claims.ts'
export { matrixText } from './text.ts'

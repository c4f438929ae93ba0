import { Brand } from './brand.ts'
import { Category } from './category.ts'
import { Change } from './change.ts'
import { Claim } from './claim.ts'
import { Company } from './company.ts'
import { FileFormat } from './file-format.ts'
import { ImportProblem } from './import-problem.ts'
import { ImportRun } from './import-run.ts'
import { ImportedGtin } from './imported-gtin.ts'
import { Invitation } from './invitation.ts'
import { Link } from './link.ts'
import { LoginSession } from './login-session.ts'
import { Membership } from './membership.ts'
import { Offer } from './offer.ts'
import { Product } from './product.ts'
import { User } from './user.ts'

/** The models of Itemscope. */
export const models = {
  Brand,
  Category,
  Change,
  Claim,
  Company,
  FileFormat,
  ImportProblem,
  ImportRun,
  ImportedGtin,
  Invitation,
  Link,
  LoginSession,
  Membership,
  Offer,
  Product,
  User,
}

/** Their types by name, by which they refer to each other. */
export interface Models {
  Brand: typeof Brand
  Category: typeof Category
  Change: typeof Change
  Claim: typeof Claim
  Company: typeof Company
  FileFormat: typeof FileFormat
  ImportProblem: typeof ImportProblem
  ImportRun: typeof ImportRun
  ImportedGtin: typeof ImportedGtin
  Invitation: typeof Invitation
  Link: typeof Link
  LoginSession: typeof LoginSession
  Membership: typeof Membership
  Offer: typeof Offer
  Product: typeof Product
  User: typeof User
}

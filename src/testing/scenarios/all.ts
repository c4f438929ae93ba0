import type { Scenario } from '../scenario.ts'
import { accessAnswerScenarios } from './access-answers.ts'
import { accessAskedScenarios } from './access-asked.ts'
import { accessDestroyScenarios } from './access-destroys.ts'
import { accessGuestScenarios } from './access-guests.ts'
import { accessOracleScenarios } from './access-oracles.ts'
import { accessReadScenarios } from './access-reads.ts'
import { accessRuleScenarios } from './access-rules.ts'
import { accessTenantScenarios } from './access-tenants.ts'
import { accessWaitingScenarios } from './access-waiting.ts'
import { accessWriteScenarios } from './access-writes.ts'
import { afterCommitScenarios } from './after-commit.ts'
import { aggregateScenarios } from './aggregates.ts'
import { appendOnlyScenarios } from './append-only.ts'
import { arrayScenarios } from './arrays.ts'
import { auditedScenarios } from './audited.ts'
import { auditedRowScenarios } from './audited-rows.ts'
import { bulkWriteScenarios } from './bulk-writes.ts'
import { changeCaptureScenarios } from './change-capture.ts'
import { changeConsumerScenarios } from './change-consumers.ts'
import { changeHistoryScenarios } from './change-histories.ts'
import { changeImageScenarios } from './change-images.ts'
import { changeOrderScenarios } from './change-order.ts'
import { changeRetentionScenarios } from './change-retention.ts'
import { connectionScenarios } from './connections.ts'
import { constraintScenarios } from './constraints.ts'
import { dateScenarios } from './dates.ts'
import { decimalScenarios } from './decimals.ts'
import { definitionScenarios } from './definitions.ts'
import { errorScenarios } from './errors.ts'
import { expiryScenarios } from './expiry.ts'
import { filterRefusalScenarios } from './filter-refusals.ts'
import { filterScenarios } from './filters.ts'
import { hookScenarios } from './hooks.ts'
import { isolationScenarios } from './isolation.ts'
import { jsonScenarios } from './json.ts'
import { jsonPathScenarios } from './json-paths.ts'
import { keyScenarios } from './keys.ts'
import { kindScenarios } from './kinds.ts'
import { nestedLifeScenarios } from './nested-life-cycle.ts'
import { nestedProblemScenarios } from './nested-problems.ts'
import { nestedRefusalScenarios } from './nested-refusals.ts'
import { nestedRollbackScenarios } from './nested-rollback.ts'
import { nestedWriteScenarios } from './nested-writes.ts'
import { nullScenarios } from './null.ts'
import { numberScenarios } from './numbers.ts'
import { orderScenarios } from './order.ts'
import { pageScenarios } from './pages.ts'
import { readPathScenarios } from './read-paths.ts'
import { recordScenarios } from './records.ts'
import { recordByKeyScenarios } from './records-by-key.ts'
import { onDeleteScenarios } from './relation-deletes.ts'
import { relationDepthScenarios } from './relation-depth.ts'
import { relationFilterScenarios } from './relation-filters.ts'
import { includeScenarios } from './relation-includes.ts'
import { joinedIncludeScenarios } from './relation-joined.ts'
import { relationLimitScenarios } from './relation-limits.ts'
import { relationOrderScenarios } from './relation-order.ts'
import { savepointScenarios } from './savepoints.ts'
import { scopeScenarios } from './scopes.ts'
import { sluggedScenarios } from './slugged.ts'
import { softDeleteScenarios } from './soft-delete.ts'
import { softDeleteLifeScenarios } from './soft-delete-life.ts'
import { softDeleteRelationScenarios } from './soft-delete-relations.ts'
import { statementEventScenarios } from './statement-events.ts'
import { streamScenarios } from './streams.ts'
import { textScenarios } from './text.ts'
import { textSearchScenarios } from './text-search.ts'
import { timestampScenarios } from './timestamps.ts'
import { transactionScenarios } from './transactions.ts'
import { transferScenarios } from './transfers.ts'
import { typeScenarios } from './types.ts'
import { updateScenarios } from './updates.ts'
import { upsertScenarios } from './upserts.ts'
import { versionedScenarios } from './versioned.ts'
import { wordSearchScenarios } from './word-search.ts'
import { writeScenarios } from './writes.ts'

/** Every scenario of the suite. */
export const scenarios: readonly Scenario[] = [
  ...nullScenarios,
  ...orderScenarios,
  ...textScenarios,
  ...textSearchScenarios,
  ...wordSearchScenarios,
  ...typeScenarios,
  ...numberScenarios,
  ...decimalScenarios,
  ...aggregateScenarios,
  ...dateScenarios,
  ...kindScenarios,
  ...jsonScenarios,
  ...jsonPathScenarios,
  ...arrayScenarios,
  ...filterScenarios,
  ...filterRefusalScenarios,
  ...pageScenarios,
  ...streamScenarios,
  ...writeScenarios,
  ...constraintScenarios,
  ...bulkWriteScenarios,
  ...updateScenarios,
  ...upsertScenarios,
  ...keyScenarios,
  ...recordScenarios,
  ...transactionScenarios,
  ...savepointScenarios,
  ...isolationScenarios,
  ...readPathScenarios,
  ...errorScenarios,
  ...scopeScenarios,
  ...definitionScenarios,
  ...connectionScenarios,
  ...relationFilterScenarios,
  ...relationOrderScenarios,
  ...includeScenarios,
  ...joinedIncludeScenarios,
  ...relationLimitScenarios,
  ...relationDepthScenarios,
  ...onDeleteScenarios,
  ...nestedWriteScenarios,
  ...nestedLifeScenarios,
  ...nestedProblemScenarios,
  ...nestedRefusalScenarios,
  ...nestedRollbackScenarios,
  ...recordByKeyScenarios,
  ...hookScenarios,
  ...timestampScenarios,
  ...versionedScenarios,
  ...softDeleteScenarios,
  ...softDeleteLifeScenarios,
  ...softDeleteRelationScenarios,
  ...sluggedScenarios,
  ...auditedScenarios,
  ...auditedRowScenarios,
  ...accessDestroyScenarios,
  ...accessReadScenarios,
  ...accessRuleScenarios,
  ...accessOracleScenarios,
  ...accessTenantScenarios,
  ...accessWaitingScenarios,
  ...accessWriteScenarios,
  ...transferScenarios,
  ...accessAnswerScenarios,
  ...accessAskedScenarios,
  ...accessGuestScenarios,
  ...afterCommitScenarios,
  ...appendOnlyScenarios,
  ...statementEventScenarios,
  ...expiryScenarios,
  ...changeCaptureScenarios,
  ...changeImageScenarios,
  ...changeOrderScenarios,
  ...changeConsumerScenarios,
  ...changeHistoryScenarios,
  ...changeRetentionScenarios,
]

/** What the rules list and no scenario runs yet, by number or name, with the reason. */
export const pending: Readonly<Record<string, string>> = {}

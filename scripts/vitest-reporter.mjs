// Writes what scripts/test.mjs counts: tests by suite, what was skipped and why, gaps that are known.
/** @import { Reporter, TestCase, TestModule } from 'vitest/node' */
import { writeFileSync } from 'node:fs'

/**
 * @typedef {object} Summary
 * @property {Record<string, number>} passed tests by suite
 * @property {Record<string, number>} failed tests, and files that do not load, by suite
 * @property {{ suite: string, test: string, reason: string }[]} skipped
 * @property {Record<string, number>} unprepared tests by suite that did not run as what prepares them failed
 * @property {string[]} gaps tests that are expected to fail
 * @property {number} stray errors that belong to no test
 */

/** Sorts one test into the summary.
 * @param {Summary} summary @param {TestCase} test */
function add(summary, test) {
  const suite = test.project.name
  const result = test.result()
  const isSkipped = result.state === 'skipped'
  const isUnprepared =
    isSkipped && test.options.mode === 'run' && test.module.state() === 'failed' && !result.note
  const isFailed = result.state === 'failed' || result.state === 'pending'
  if (isUnprepared) summary.unprepared[suite] = (summary.unprepared[suite] ?? 0) + 1
  else if (isSkipped)
    summary.skipped.push({ suite, test: test.fullName, reason: result.note ?? 'skipped in its file' })
  else if (isFailed) summary.failed[suite] = (summary.failed[suite] ?? 0) + 1
  else summary.passed[suite] = (summary.passed[suite] ?? 0) + 1
  if (test.options.fails) summary.gaps.push(`${suite}: ${test.fullName}`)
}

/** @implements {Reporter} */
export default class SummaryReporter {
  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} errors
   */
  onTestRunEnd(modules, errors) {
    /** @type {Summary} */
    const summary = { passed: {}, failed: {}, skipped: [], unprepared: {}, gaps: [], stray: errors.length }
    for (const module of modules) {
      for (const test of module.children.allTests()) add(summary, test)
      const suite = module.project.name
      if (module.errors().length > 0) summary.failed[suite] = (summary.failed[suite] ?? 0) + 1
    }
    writeFileSync(process.env.PROMETHEUS_SUMMARY ?? 'summary.json', JSON.stringify(summary))
  }
}

import { writeFileSync } from 'node:fs';

/** Writes down how many tests passed, failed and were skipped, for the last line of `npm test`. */
export default class SummaryReporter {
  onRunComplete(_contexts, results) {
    const summary = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(process.env.ACOG_TEST_SUMMARY, JSON.stringify(summary));
  }
}

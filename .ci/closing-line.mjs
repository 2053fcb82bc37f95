// Vitest reporter: ends a run with "N passed, N failed, N skipped" alone on a line. A file that could not be loaded
// and an error outside every test count as failed.

function count(module, totals) {
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    totals[state === 'pending' ? 'skipped' : state] += 1;
  }
  totals.failed += module.errors().length;
}

export default class ClosingLine {
  onTestRunEnd(modules, unhandledErrors) {
    const totals = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) count(module, totals);
    process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { addTotals, playwrightTotals, vitestTotals } from './totals.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-totals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function report(content: object): string {
  const file = path.join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe('the totals of a test run', () => {
  it('count a file that could not be loaded as one failure, beside its failed tests elsewhere', () => {
    const file = report({
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
        { status: 'failed', assertionResults: [] },
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    });
    expect(vitestTotals(file)).toEqual({ passed: 3, failed: 2, skipped: 3 });
  });

  it('count a browser test that passed only on a second try as failed, and errors outside tests too', () => {
    const file = report({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] });
    expect(playwrightTotals(file)).toEqual({ passed: 5, failed: 3, skipped: 2 });
  });

  it('add up', () => {
    const one = { passed: 1, failed: 2, skipped: 3 };
    expect(addTotals([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
    expect(addTotals([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });

  it('are not made up where the report is of another shape', () => {
    expect(() => vitestTotals(report({ numPassedTests: 'many' }))).toThrow(/numPassedTests/);
  });
});

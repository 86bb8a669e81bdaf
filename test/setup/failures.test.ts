import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../fakes/temp-folder.ts';
import { playwrightFailures, vitestFailures } from './failures.ts';

function report(content: object): string {
  const file = path.join(tempFolder(), 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

it('failed tests of vitest are named with the first line of why, and so are files that could not be loaded', () => {
  const file = report({
    testResults: [
      {
        name: path.resolve('test/a.test.ts'),
        status: 'failed',
        message: '',
        assertionResults: [
          { status: 'passed', fullName: 'one', failureMessages: [] },
          { status: 'failed', fullName: 'two', failureMessages: ['Error: no\n    at x'] },
        ],
      },
      { name: path.resolve('test/b.test.ts'), status: 'failed', message: 'SyntaxError: what\n', assertionResults: [] },
      { name: path.resolve('test/c.test.ts'), status: 'passed', assertionResults: [{ status: 'passed', fullName: 'three', failureMessages: null }] },
    ],
  });
  expect(vitestFailures(file)).toEqual([`${path.join('test', 'a.test.ts')} › two: Error: no`, `${path.join('test', 'b.test.ts')}: SyntaxError: what`]);
});

it('failed specs of Playwright are named with why, however deep they stand', () => {
  const spec = { file: 'a.spec.ts', line: 7 };
  const message = '\u001B[31mError: expect(locator).toBeVisible() failed\u001B[39m\n\nLocator: text\nTimeout: 30000ms';
  const inner = { specs: [{ ...spec, title: 'fails', ok: false, tests: [{ results: [{ errors: [{ message }] }] }] }] };
  expect(playwrightFailures(report({ suites: [{ specs: [{ ...spec, title: 'passes', ok: true, tests: [] }], suites: [inner] }] }))).toEqual([
    'a.spec.ts:7 › fails\n      Error: expect(locator).toBeVisible() failed | Locator: text | Timeout: 30000ms',
  ]);
});

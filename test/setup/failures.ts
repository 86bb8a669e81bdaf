/** Which tests have failed, by the reports of the test runners: said again at the end of a run, since that is all that a long log's reader sees. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import * as z from 'zod';

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() })),
    }),
  ),
});

/** A line for each failed test of vitest, and for each file that could not be loaded: where, what, and the first line of why. */
export function vitestFailures(file: string): string[] {
  const { testResults } = vitestReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const where = path.relative(process.cwd(), name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [`${where}: ${firstLine(message)}`] : [];
    return failed.map(({ fullName, failureMessages }) => `${where} › ${fullName}: ${firstLine(failureMessages?.[0] ?? '')}`);
  });
}

/** Of why a spec failed: what is enough to know what was waited for and what was there. */
const REASON_LINES = 16;
const REASON_CHARACTERS = 800;
/** A line of the test's source, or the mark below one: it can be read where it stands. */
const OF_SOURCE = /^>?\s*\d*\s*\|/;

const playwrightSpec = z.object({
  title: z.string(),
  ok: z.boolean(),
  file: z.string(),
  line: z.int(),
  tests: z.array(z.object({ results: z.array(z.object({ errors: z.array(z.object({ message: z.string().default('') })).default([]) })) })),
});

interface Suite {
  readonly suites?: readonly Suite[] | undefined;
  readonly specs?: readonly z.output<typeof playwrightSpec>[] | undefined;
}

const suite: z.ZodType<Suite> = z.lazy(() => z.object({ suites: z.array(suite).optional(), specs: z.array(playwrightSpec).optional() }));
const playwrightReport = z.object({ suites: z.array(suite) });

/** The same for Playwright's report, with the beginning of each reason: it says over several lines what a page lacked. */
export function playwrightFailures(file: string): string[] {
  const failed = ({ suites = [], specs = [] }: Suite): string[] => [
    ...specs.filter(({ ok }) => !ok).map(({ title, file: where, line, tests }) => [`${where}:${line} › ${title}`, ...reasons(tests)].join('\n      ')),
    ...suites.flatMap(failed),
  ];
  return playwrightReport.parse(JSON.parse(readFileSync(file, 'utf8'))).suites.flatMap(failed);
}

function reasons(tests: z.output<typeof playwrightSpec>['tests']): string[] {
  const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
  return errors.map(({ message }) => {
    const lines = stripVTControlCharacters(message).split('\n');
    const said = lines.map((line) => line.trim()).filter((line) => line !== '' && !OF_SOURCE.test(line));
    return said.slice(0, REASON_LINES).join(' | ').slice(0, REASON_CHARACTERS);
  });
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
}

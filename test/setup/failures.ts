/** Which tests have failed, by the reports of the test runners: said again at the end of a run, since that is all that a long log's reader sees. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
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

interface Suite {
  readonly suites?: readonly Suite[] | undefined;
  readonly specs?: readonly { readonly title: string; readonly ok: boolean; readonly file: string; readonly line: number }[] | undefined;
}

const suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    suites: z.array(suite).optional(),
    specs: z.array(z.object({ title: z.string(), ok: z.boolean(), file: z.string(), line: z.int() })).optional(),
  }),
);
const playwrightReport = z.object({ suites: z.array(suite) });

/** The same for Playwright's report. */
export function playwrightFailures(file: string): string[] {
  const failed = ({ suites = [], specs = [] }: Suite): string[] => [
    ...specs.filter(({ ok }) => !ok).map(({ title, file: where, line }) => `${where}:${line} › ${title}`),
    ...suites.flatMap(failed),
  ];
  return playwrightReport.parse(JSON.parse(readFileSync(file, 'utf8'))).suites.flatMap(failed);
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
}

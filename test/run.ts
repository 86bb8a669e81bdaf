/**
 * `npm test`: every check there is, in order, on a machine with nothing but Node. A failure does not stop the rest. The
 * last line counts: a test of vitest or Playwright as one each, any other check as one.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { provideElectron } from './desktop/e2e/electron-runtime.ts';
import { provideBrowser } from './setup/browser.ts';
import { provideMailClients } from './setup/mail-clients.ts';
import { provideMailServers } from './setup/mail-servers.ts';
import { provideMakensis } from './setup/makensis.ts';
import { playwrightFailures, vitestFailures } from './setup/failures.ts';
import { addTotals, playwrightTotals, vitestTotals, type Totals } from './setup/totals.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
/** No check takes nearly as long; one that hangs must not keep the others from reporting. */
const CHECK_MINUTES = 20;

interface Check {
  readonly name: string;
  /** A script of node_modules, and its arguments. */
  readonly script: string;
  readonly args: readonly string[];
  /** Where the check is a test runner: reads its report. */
  readonly totals?: (reportFile: string) => Totals;
  readonly failures?: (reportFile: string) => readonly string[];
  /** Why it cannot be done on this machine, if it cannot: its tests are listed, so that each counts as skipped. */
  readonly missing?: () => string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

interface Outcome {
  readonly name: string;
  readonly seconds: number;
  readonly totals: Totals;
  readonly note: string;
}

const reports = mkdtempSync(path.join(tmpdir(), 'gatepost-test-'));
const report = (name: string): string => path.join(reports, `${name}.json`);

/** Many tests start the program anew: what is compiled once need not be again, and half of a start is that. */
const COMPILE_CACHE = path.join(ROOT, 'node_modules', '.cache', 'compile');

const TSC = '@typescript/native/bin/tsc';

function vitest(project: string): Check {
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report(project)}`];
  return { name: project, script: 'vitest/vitest.mjs', args, totals: vitestTotals, failures: vitestFailures };
}

function playwright(name: string, config: string, missing: () => string | undefined): Check {
  const args = ['test', '-c', config, '--reporter=list,json'];
  return {
    name,
    script: '@playwright/test/cli.js',
    args,
    totals: playwrightTotals,
    failures: playwrightFailures,
    missing,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report(name) },
  };
}

const CHECKS: readonly Check[] = [
  ...['shared', 'main', 'renderer', 'test'].map((layer) => ({ name: `types of ${layer}`, script: TSC, args: ['-p', layer] })),
  { name: 'lint', script: 'oxlint/bin/oxlint', args: ['--type-aware'] },
  { name: 'format', script: '@biomejs/biome/bin/biome', args: ['format', '.'] },
  { name: 'unused code', script: 'knip/bin/knip.js', args: ['--no-progress'] },
  vitest('unit'),
  vitest('dialogues'),
  vitest('architecture'),
  { name: 'build of the windows', script: 'vite/bin/vite.js', args: ['build'] },
  playwright('browser', 'playwright.config.ts', () => ('missing' in browser ? browser.missing : undefined)),
  playwright('desktop', 'playwright.desktop.config.ts', () => ('missing' in electron ? electron.missing : undefined)),
];

function run(script: string, args: readonly string[], env: Readonly<Record<string, string>>, output: 'inherit' | 'ignore'): Promise<number | string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join('node_modules', script), ...args], {
      cwd: ROOT,
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
      stdio: ['ignore', output, output],
      timeout: CHECK_MINUTES * 60_000,
      killSignal: 'SIGKILL',
    });
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? `stopped after ${CHECK_MINUTES} minutes` : `ended by ${String(signal)}`)));
  });
}

/** What a check came to. A runner that failed without a failed test, or ran no test at all, counts as one failure. */
function judge(check: Check, status: number | string): { totals: Totals; note: string } {
  const ended = status === 0 ? '' : typeof status === 'number' ? `exit code ${status}` : status;
  if (check.totals === undefined) return { totals: { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 }, note: ended };
  const file = report(check.name);
  const totals = existsSync(file) ? check.totals(file) : { passed: 0, failed: 0, skipped: 0 };
  const executed = totals.passed + totals.failed;
  if (executed === 0) return { totals: { ...totals, failed: 1 }, note: ended === '' ? 'no test was executed' : `no test was executed, ${ended}` };
  if (status !== 0 && totals.failed === 0) return { totals: { ...totals, failed: 1 }, note: ended };
  return { totals, note: ended };
}

async function runCheck(check: Check, env: Readonly<Record<string, string>>): Promise<Outcome> {
  const why = check.missing?.();
  if (why !== undefined) return await skipCheck(check, why);
  process.stdout.write(`\n=== ${check.name}\n`);
  const start = performance.now();
  const status = await run(check.script, check.args, { ...env, ...check.env }, 'inherit');
  return { name: check.name, seconds: (performance.now() - start) / 1000, ...judge(check, status) };
}

/** Its tests are listed and not run, so that each counts as skipped. */
async function skipCheck(check: Check, why: string): Promise<Outcome> {
  process.stdout.write(`\n=== ${check.name}\nskipped: ${why}\n`);
  await run(check.script, [...check.args, '--list', '--reporter=json'], { ...check.env }, 'ignore');
  const file = report(check.name);
  const { passed, failed, skipped } = existsSync(file) ? playwrightTotals(file) : { passed: 0, failed: 0, skipped: 1 };
  return { name: check.name, seconds: 0, totals: { passed: 0, failed: 0, skipped: passed + failed + skipped }, note: `skipped: ${why}` };
}

function printSummary(outcomes: readonly Outcome[]): Totals {
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  process.stdout.write('\n');
  for (const { name, seconds, totals, note } of outcomes) {
    const counts = [totals.passed, totals.failed, totals.skipped].map((count) => String(count).padStart(6)).join('');
    process.stdout.write(
      `${totals.failed > 0 ? 'FAILED' : 'ok    '}  ${name.padEnd(width)} ${counts}  ${seconds.toFixed(1).padStart(6)} s  ${note}`.trimEnd() + '\n',
    );
  }
  return addTotals(outcomes.map(({ totals }) => totals));
}

const clients = provideMailClients();
if (clients.missing.length > 0) process.stdout.write(`Tests with real mail clients will be skipped: ${clients.why}\n`);
const serversMissing = provideMailServers();
if (serversMissing !== '') process.stdout.write(`Deliveries to real mail servers will be skipped: ${serversMissing}\n`);
const nsis = provideMakensis();
if (nsis !== '') process.stdout.write(`The installer of Windows will not be compiled: ${nsis}\n`);
const browser = provideBrowser();
const env = 'browser' in browser ? { CHROME_PATH: browser.browser } : {};
const electron = await provideElectron();

const outcomes: Outcome[] = [];
for (const check of CHECKS) {
  outcomes.push(await runCheck(check, env));
}
const failed = CHECKS.flatMap(({ name, failures }) => (failures !== undefined && existsSync(report(name)) ? failures(report(name)) : []));
rmSync(reports, { recursive: true, force: true });
if (failed.length > 0) process.stdout.write(`\nFailed tests:\n${failed.map((line) => `  ${line}\n`).join('')}`);
const totals = printSummary(outcomes);
process.exitCode = totals.failed > 0 ? 1 : 0;
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);

/**
 * `npm test`: every check there is, on a machine with nothing but Node. A failure does not stop the rest. The last line counts: a test of
 * vitest or Playwright as one each, any other check as one.
 *
 * The desktop has one screen and so one worker: what is short runs beside it, and each check is heard as a whole (setup/voices.ts). The two
 * long ones keep all cores busy, and run alone.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { playwrightFailures, vitestFailures } from './setup/failures.ts';
import { type Provided, providedSchema } from './setup/provide.ts';
import { addTotals, playwrightTotals, vitestTotals, type Totals } from './setup/totals.ts';
import { type Voice, Voices } from './setup/voices.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
/** No check takes nearly as long; one that hangs must not keep the others from reporting. */
const CHECK_MINUTES = 20;
/** Time for what a check has said to arrive once it has ended. */
const LAST_WORDS_MS = 10_000;

interface Check {
  readonly name: string;
  /** A script of node_modules, and its arguments. */
  readonly script: string;
  readonly args: readonly string[];
  /** Where the check is a test runner: reads its report. */
  readonly totals?: (reportFile: string) => Totals;
  readonly failures?: (reportFile: string) => readonly string[];
  /** Why it cannot be done on this machine, if it cannot: its tests are listed, so that each counts as skipped. */
  readonly missing?: string;
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

/** @param missing '' where it can be done */
function playwright(name: string, config: string, missing: string): Check {
  const args = ['test', '-c', config, '--reporter=list,json'];
  return {
    name,
    script: '@playwright/test/cli.js',
    args,
    totals: playwrightTotals,
    failures: playwrightFailures,
    ...(missing === '' ? {} : { missing }),
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report(name) },
  };
}

/** They want nothing but the packages. */
const OF_SOURCES: readonly Check[] = [
  ...['shared', 'main', 'renderer', 'test'].map((layer) => ({ name: `types of ${layer}`, script: TSC, args: ['-p', layer] })),
  { name: 'lint', script: 'oxlint/bin/oxlint', args: ['--type-aware'] },
  { name: 'format', script: '@biomejs/biome/bin/biome', args: ['format', '.'] },
  { name: 'unused code', script: 'knip/bin/knip.js', args: ['--no-progress'] },
];

const BUILD: Check = { name: 'build of the windows', script: 'vite/bin/vite.js', args: ['build'] };

const voices = new Voices((piece) => void process.stdout.write(piece));

/** Runs a script of Node's. @param output where it goes: 'ignore' for nowhere @returns the exit code, or how else it ended */
function run(script: string, args: readonly string[], env: Readonly<Record<string, string>>, output: Voice | 'inherit' | 'ignore'): Promise<number | string> {
  return new Promise((resolve) => {
    const stdio = typeof output === 'string' ? output : 'pipe';
    const child = spawn(process.execPath, [script, ...args], {
      cwd: ROOT,
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
      stdio: ['ignore', stdio, stdio],
      timeout: CHECK_MINUTES * 60_000,
      killSignal: 'SIGKILL',
    });
    if (typeof output !== 'string') for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => output.write(piece));
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      // A process that it has left behind, a server that was just installed say, may keep its output open for good.
      const letGo = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, LAST_WORDS_MS);
      child.once('close', () => {
        clearTimeout(letGo);
        resolve(code ?? (signal === 'SIGKILL' ? `stopped after ${CHECK_MINUTES} minutes` : `ended by ${String(signal)}`));
      });
    });
  });
}

/** Has everything brought that tests want of the system. */
async function provide(): Promise<Provided> {
  const voice = voices.begin();
  const ended = await run('test/setup/provide.ts', [report('provided')], {}, voice);
  if (ended !== 0) {
    voice.end();
    throw new Error(`what tests want of the system could not be looked for: ${ended}`);
  }
  const provided = providedSchema.parse(JSON.parse(readFileSync(report('provided'), 'utf8')));
  if (provided.clientsMissing !== '') voice.write(`Tests with real mail clients will be skipped: ${provided.clientsMissing}\n`);
  if (provided.serversMissing !== '') voice.write(`Deliveries to real mail servers will be skipped: ${provided.serversMissing}\n`);
  if (provided.makensisMissing !== '') voice.write(`The installer of Windows will not be compiled: ${provided.makensisMissing}\n`);
  voice.end();
  return provided;
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

/** @param beside whether others run at the same time: its output is then heard in turn */
async function runCheck(check: Check, env: Readonly<Record<string, string>>, beside: boolean): Promise<Outcome> {
  const voice = voices.begin();
  voice.write(`\n=== ${check.name}\n`);
  const start = performance.now();
  const outcome =
    check.missing === undefined
      ? judge(check, await run(path.join('node_modules', check.script), check.args, { ...env, ...check.env }, beside ? voice : 'inherit'))
      : await skip(check, check.missing, voice);
  voice.end();
  return { name: check.name, seconds: (performance.now() - start) / 1000, ...outcome };
}

/** Its tests are listed and not run, so that each counts as skipped. */
async function skip(check: Check, why: string, voice: Voice): Promise<{ totals: Totals; note: string }> {
  voice.write(`skipped: ${why}\n`);
  await run(path.join('node_modules', check.script), [...check.args, '--list', '--reporter=json'], { ...check.env }, 'ignore');
  const file = report(check.name);
  const { passed, failed, skipped } = existsSync(file) ? playwrightTotals(file) : { passed: 0, failed: 0, skipped: 1 };
  return { totals: { passed: 0, failed: 0, skipped: passed + failed + skipped }, note: `skipped: ${why}` };
}

/** One after the other. */
async function runChecks(checks: readonly Check[], env: Readonly<Record<string, string>>, beside: boolean): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const check of checks) outcomes.push(await runCheck(check, env, beside));
  return outcomes;
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

const providing = provide();
const ofSources = runChecks(OF_SOURCES, {}, true);
const { browser, browserMissing, electronMissing } = await providing;
const env = browser === '' ? {} : { CHROME_PATH: browser };
const [unit, dialogues, architecture] = [vitest('unit'), vitest('dialogues'), vitest('architecture')];
const desktop = playwright('desktop', 'playwright.desktop.config.ts', electronMissing);
const windows = playwright('browser', 'playwright.config.ts', browserMissing);
const short = await Promise.all([
  ofSources.then(async (outcomes) => [...outcomes, ...(await runChecks([architecture, dialogues], env, true))]),
  runChecks([BUILD, desktop], env, true),
]);
const outcomes = [...short.flat(), ...(await runChecks([unit, windows], env, false))];

const failed = [unit, dialogues, architecture, windows, desktop].flatMap(({ name, failures }) =>
  failures !== undefined && existsSync(report(name)) ? failures(report(name)) : [],
);
rmSync(reports, { recursive: true, force: true });
const totals = printSummary(outcomes);
// Last, since of a long log often no more than its end is kept.
if (failed.length > 0) process.stdout.write(`\nFailed tests:\n${failed.map((line) => `  ${line}\n`).join('')}`);
process.exitCode = totals.failed > 0 ? 1 : 0;
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);

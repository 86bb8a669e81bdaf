/**
 * electronegativity looks through the sources for what makes an Electron application unsafe. It reads sources alone: private
 * members of what is compiled from them stop it. Whatever it finds is mended, or explained here.
 */
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { tempFolder } from '../fakes/temp-folder.ts';
import { takeBreaches } from '../setup/deny-network.ts';
import { ROOT } from './sources.ts';

/** What it finds, and why that is as it should be. */
const EXPLAINED: readonly { readonly id: string; readonly file: string; readonly because: string }[] = [
  { id: 'CSP_GLOBAL_CHECK', file: 'N/A', because: 'it looks for a policy in pages: ours is a header with a nonce (main/host/security-headers.ts)' },
  { id: 'AUXCLICK_JS_CHECK', file: 'main/desktop/electron-shell.ts', because: 'a middle click opens nothing either: every new window is denied' },
  {
    id: 'PRELOAD_JS_CHECK',
    file: 'main/desktop/electron-shell.ts',
    because: 'the script hands five functions to the page, and the host judges what they send',
  },
  { id: 'PROTOCOL_HANDLER_JS_CHECK', file: 'main/desktop/main.ts', because: 'a link names one of our windows, or is dropped (start-arguments.ts)' },
  { id: 'DANGEROUS_FUNCTIONS_JS_CHECK', file: 'main/desktop/console-sign-in.ts', because: 'setTimeout of a request, which takes no text to run' },
  { id: 'DANGEROUS_FUNCTIONS_JS_CHECK', file: 'main/smtp/smtp-connection.ts', because: 'setTimeout of a socket, which takes no text to run' },
];
const ROOMS = ['main', 'renderer', 'shared'];

/** The part of it that has no types. */
type Run = (options: Readonly<Record<string, unknown>>) => Promise<unknown>;
const require = createRequire(import.meta.url);
const run = z.custom<Run>((value) => typeof value === 'function').parse(require('@doyensec/electronegativity'));
const reportSchema = z.object({
  atomicChecks: z.number(),
  errors: z.array(z.object({ file: z.string(), message: z.string() })),
  issues: z.array(z.object({ id: z.string(), file: z.string() })),
});

async function lookThrough(input: string): Promise<z.infer<typeof reportSchema>> {
  try {
    // The list of Electron's releases is somewhere else, and no business of a test.
    const options = { input, isRelative: true, electronVersionOverride: '45.0.0', excludeFromScan: ['availablesecurityfixesglobalcheck'] };
    return reportSchema.parse(await run(options));
  } finally {
    // It asks its makers for translations before it begins, and goes on without them.
    takeBreaches();
  }
}

test('electronegativity finds nothing that is not explained, and can read every file', { timeout: 240_000 }, async () => {
  const found = new Set<string>();
  for (const room of ROOMS) {
    const { atomicChecks, errors, issues } = await lookThrough(path.join(ROOT, room));
    expect(errors).toEqual([]);
    expect(atomicChecks).toBeGreaterThan(30);
    // What concerns the application as a whole is not looked for in a page.
    const concerning = issues.filter(({ file }) => room === 'main' || file !== 'N/A');
    for (const { id, file } of concerning) found.add(`${id} ${file === 'N/A' ? file : `${room}/${file}`}`);
  }
  expect([...found].toSorted()).toEqual(EXPLAINED.map(({ id, file }) => `${id} ${file}`).toSorted());
});

test('it sees a window that runs Node, as ours would be seen', { timeout: 60_000 }, async () => {
  const folder = path.join(tempFolder(), 'planted');
  mkdirSync(folder);
  writeFileSync(
    path.join(folder, 'window.ts'),
    'new BrowserWindow({ webPreferences: { nodeIntegration: true, contextIsolation: false } });\nshell.openExternal(url);\n',
  );
  const { issues } = await lookThrough(folder);
  expect(issues.map(({ id }) => id)).toEqual(expect.arrayContaining(['NODE_INTEGRATION_JS_CHECK', 'CONTEXT_ISOLATION_JS_CHECK', 'OPEN_EXTERNAL_JS_CHECK']));
});

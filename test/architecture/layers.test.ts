/**
 * Who may import whom (.dependency-cruiser.mjs). The tool passes happily over nothing at all, so these tests also see
 * to it that it looks at every file, and that each of its rules bites.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ROOT, SOURCE_FOLDERS, sourceFiles } from './sources.ts';

/** The number of sources only grows; far fewer means that the tool has gone blind. */
const MODULES_AT_LEAST = 150;

const cruiseReport = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({ violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })) }),
});
type CruiseReport = z.infer<typeof cruiseReport>;

function cruise(folder: string): Promise<CruiseReport> {
  const tool = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [tool, '--config', path.join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json', ...SOURCE_FOLDERS];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      // The exit code counts violations; a report there is either way.
      if (stdout === '') reject(new Error(`dependency-cruiser said nothing: ${stderr}`, { cause: error }));
      else resolve(cruiseReport.parse(JSON.parse(stdout)));
    });
  });
}

describe('the rooms of this checkout', () => {
  let report: CruiseReport;
  beforeAll(async () => {
    report = await cruise(ROOT);
  });

  it('are looked at whole: every source file, and not too few', () => {
    const seen = new Set(report.modules.map(({ source }) => source));
    expect(sourceFiles().filter((file) => !seen.has(file))).toEqual([]);
    expect(sourceFiles().length).toBeGreaterThan(MODULES_AT_LEAST);
  });

  it('import only what they may', () => {
    expect(report.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });
});

/** One breach of each rule: what stands in which file. */
const BREACHES: readonly { readonly rule: string; readonly file: string; readonly text: string }[] = [
  { rule: 'main-admin-looks-up', file: 'main/admin/a.ts', text: "export { api } from '../service/api.ts';" },
  { rule: 'main-host-looks-up', file: 'main/host/a.ts', text: "export { api } from '../service/api.ts';" },
  { rule: 'main-admin-looks-up', file: 'main/admin/d.ts', text: "export { folder } from '../host/ok.ts';" },
  { rule: 'main-engine-looks-up', file: 'main/engine.ts', text: "export { log } from './admin/log.ts';" },
  { rule: 'main-smtp-looks-up', file: 'main/pop3/a.ts', text: "export type { Engine } from '../engine.ts';" },
  { rule: 'main-security-looks-up', file: 'main/store/a.ts', text: "import type { Session } from '../smtp/session.ts';\nexport type S = Session;" },
  { rule: 'main-security-looks-up', file: 'main/tls/a.ts', text: "export const later = () => import('../delivery/relay.ts');" },
  { rule: 'main-settings-looks-up', file: 'main/settings/a.ts', text: "export { log } from '../log/log.ts';" },
  { rule: 'main-clock-looks-up', file: 'main/clock.ts', text: "export { settings } from './settings/ok.ts';" },
  { rule: 'main-desktop-looks-sideways', file: 'main/desktop/a.ts', text: "export { api } from '../service/api.ts';" },
  { rule: 'main-service-looks-sideways', file: 'main/service/a.ts', text: "export { ok } from '../desktop/ok.ts';" },
  { rule: 'main-smtp-looks-sideways', file: 'main/smtp/a.ts', text: "export { relay } from '../delivery/relay.ts';" },
  { rule: 'main-pop3-looks-sideways', file: 'main/pop3/b.ts', text: "export type { Session } from '../smtp/session.ts';" },
  { rule: 'main-delivery-looks-sideways', file: 'main/delivery/a.ts', text: "export type { Session } from '../smtp/session.ts';" },
  { rule: 'main-has-no-other-rooms', file: 'main/attic/a.ts', text: "export { ok } from '../../shared/ok.ts';" },
  { rule: 'no-cycles', file: 'shared/cycle-a.ts', text: "import { b } from './cycle-b.ts';\nexport const a = (): unknown => b;" },
  { rule: 'everything-resolves', file: 'main/log/a.ts', text: "export { gone } from './gone.ts';" },
  { rule: 'shared-stands-alone', file: 'shared/a.ts', text: "export type { Session } from '../main/smtp/session.ts';" },
  { rule: 'shared-without-node', file: 'shared/b.ts', text: "import * as fs from 'node:fs';\nexport const f = fs;" },
  { rule: 'renderer-knows-shared-alone', file: 'renderer/a.tsx', text: "export type { Session } from '../main/smtp/session.ts';" },
  { rule: 'renderer-without-node', file: 'renderer/b.tsx', text: "import { join } from 'path';\nexport const View = () => <p>{join('a')}</p>;" },
  { rule: 'main-without-windows', file: 'main/admin/b.ts', text: "export { Ok } from '../../renderer/ok.tsx';" },
  { rule: 'electron-in-desktop-alone', file: 'main/admin/c.ts', text: "export { app } from 'electron';" },
  { rule: 'nothing-imports-test', file: 'main/log/b.ts', text: "export { helper } from '../../test/helper.ts';" },
  { rule: 'options-are-pure', file: 'main/security/options/a.ts', text: "export { ok } from './ok.ts';" },
  { rule: 'options-are-pure', file: 'main/security/options/b.ts', text: "import * as net from 'node:net';\nexport const n = net;" },
  { rule: 'ships-with-its-dependencies', file: 'main/log/c.ts', text: "export { tool } from 'a-tool-for-tests';" },
];

/** What is all right: none of these may be reported. */
const RIGHT: Readonly<Record<string, string>> = {
  'main/service/api.ts': "export { log as api } from '../admin/log.ts';",
  'main/host/ok.ts': "export { log as folder } from '../admin/log.ts';",
  'main/admin/log.ts': "export { log } from '../log/log.ts';",
  'main/smtp/session.ts':
    "import * as net from 'node:net';\nimport { log } from '../log/log.ts';\nexport interface Session { net: typeof net; log: typeof log }",
  'main/delivery/relay.ts': "export { settings as relay } from '../settings/ok.ts';",
  'main/log/log.ts': "export { ok as log } from '../../shared/ok.ts';",
  'main/settings/ok.ts': "export { ok as settings } from '../../shared/ok.ts';",
  'main/desktop/ok.ts': "import { app } from 'electron';\nexport const ok = app;",
  'main/security/options/ok.ts': "export { ok } from '../../../shared/ok.ts';",
  'renderer/ok.tsx': "import { ok } from '../shared/ok.ts';\nexport const Ok = () => <p>{ok}</p>;",
  'shared/ok.ts': 'export const ok = 1;',
  // A cycle is reported once, at its first file.
  'shared/cycle-b.ts': "import { a } from './cycle-a.ts';\nexport const b = (): unknown => a;",
  'test/helper.ts': "import * as net from 'node:net';\nimport { tool } from 'a-tool-for-tests';\nexport const helper = { net, tool };",
};

describe('the import rules', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-breaches-'));
  let violations: CruiseReport['summary']['violations'];

  beforeAll(async () => {
    const files = {
      ...RIGHT,
      ...Object.fromEntries(BREACHES.map(({ file, text }) => [file, text])),
      'package.json': JSON.stringify({ name: 'breaches', type: 'module', devDependencies: { 'a-tool-for-tests': '1.0.0' } }),
      'node_modules/a-tool-for-tests/package.json': JSON.stringify({ name: 'a-tool-for-tests', version: '1.0.0', type: 'module', exports: './index.js' }),
      'node_modules/a-tool-for-tests/index.js': 'export const tool = 1;',
    };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    violations = (await cruise(folder)).summary.violations;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(BREACHES)('catch $file ($rule)', ({ rule, file }) => {
    expect(violations.filter(({ from }) => from === file).map((violation) => violation.rule.name)).toContain(rule);
  });

  it('let everything else pass', () => {
    const planted = new Set(BREACHES.map(({ file }) => file));
    expect(violations.filter(({ from }) => !planted.has(from))).toEqual([]);
  });
});

/** The test build must open the data of a process that was killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../fakes/temp-folder.ts';
import { dropDeadLock } from './e2e/dead-locks.ts';

test.runIf(process.platform === 'linux')('a lock stays while a process has the database open, and goes once that was killed', async () => {
  const file = path.join(tempFolder(), 'gatepost.db');
  writeFileSync(file, 'a database');
  dropDeadLock(file);
  mkdirSync(`${file}.lock`);
  const opens = "require('node:fs').openSync(process.argv[1], 'r'); console.log('open'); setInterval(() => {}, 1000);";
  const child = spawn(process.execPath, ['-e', opens, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  dropDeadLock(file);
  expect(existsSync(`${file}.lock`)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  dropDeadLock(file);
  expect(existsSync(`${file}.lock`)).toBe(false);
});

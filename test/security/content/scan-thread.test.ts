import { afterEach, expect, it } from 'vitest';
import { ScanThread } from '../../../main/security/content/scan-thread.ts';
import { compilePatterns } from '../../../main/security/filters/compile-patterns.ts';
import { compileFilterRules } from '../../../main/security/filters/filter-rules.ts';
import type { FilterEntry } from '../../../shared/settings/security/filters.ts';

const ENTRY: FilterEntry = { text: 'needle', scope: 'anywhere', action: 'reject', enabled: true, note: '', expires: null };
const RULES = compileFilterRules([ENTRY]);
const threads: ScanThread[] = [];
const faults: string[] = [];

function thread(silenceMs?: number): ScanThread {
  const made = new ScanThread((error) => faults.push(error.message), silenceMs);
  threads.push(made);
  return made;
}

afterEach(async () => {
  for (const each of threads.splice(0)) await each.close();
  faults.length = 0;
});

it('looks through a message piece by piece', async () => {
  const scans = thread();
  const scan = scans.open(RULES, { attachments: false });
  await scans.write(scan, Buffer.from('\r\nnee'));
  await scans.write(scan, Buffer.from('dle\r\n'));
  expect((await scans.end(scan)).filterHits).toMatchObject([{ entry: 0 }]);
  expect(faults).toEqual([]);
});

it('compiles filters and other texts', async () => {
  const scans = thread();
  const [rules, automaton] = await Promise.all([scans.compile([ENTRY]), scans.compileTexts(['one', 'two', 'two'])]);
  expect(rules).toEqual(RULES);
  expect(automaton).toEqual(compilePatterns(['one', 'two', 'two']));
  expect(faults).toEqual([]);
});

it('a worker that is silent for too long is given up: all who wait for it are told, and nobody waits for ever', async () => {
  // No thread starts within a millisecond.
  const scans = thread(1);
  const [one, other] = [scans.open(RULES, { attachments: false }), scans.open(RULES, { attachments: false })];
  const writing = scans.write(one, Buffer.alloc(400_000));
  const compiling = scans.compile([ENTRY]);
  const ends = [scans.end(one), scans.end(other), compiling, scans.compileTexts(['x'])];
  for (const end of ends) await expect(end).rejects.toThrow('has been silent');
  await writing;
  expect(faults).toEqual([expect.stringContaining('has been silent')]);
});

it('a message that is still on its way keeps nobody waiting: the worker owes nothing', async () => {
  const scans = thread();
  const scan = scans.open(RULES, { attachments: false });
  await scans.write(scan, Buffer.from('\r\nneedle'));
  scans.abort(scan);
  await expect(scans.end(scan)).rejects.toThrow('has died');
  expect(faults).toEqual([]);
});

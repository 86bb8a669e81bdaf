/** "What would this entry have hit?" over 10,000 kept messages of the corpus, as a window asks it: the first question, others, and letters that are typed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../main/clock.ts';
import type { AskedEntry } from '../../main/security/what-if/what-if-protocol.ts';
import { WhatIf } from '../../main/security/what-if/what-if.ts';
import { openStore } from '../../main/store/open-store.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { corpusMessages } from '../demo/messages.ts';
import { accept, addAccount, deliveredTo, incoming } from '../store/sample-messages.ts';

const filter = (text: string): AskedEntry => ({ list: 'filters', entry: { text, scope: 'anywhere' } });
const QUESTIONS: readonly (readonly [name: string, asked: AskedEntry])[] = [
  ['a word in many', filter('money')],
  ['a word in few', filter('viagra')],
  ['a word in none', filter('xylophonist')],
  ['typed: f', filter('f')],
  ['typed: free money', filter('free money')],
  ['an attachment pattern', { list: 'attachment-filters', pattern: '*.exe', byContent: true }],
];

async function fill(dataFolder: string): Promise<void> {
  const store = await openStore({ dataFolder, clock: systemClock });
  const account = await addAccount(store, 'anna');
  const contents = corpusMessages().map(({ content }) => content);
  const all = Array.from({ length: FIXED_LIMITS.whatIfMessages }, (_, index) => contents[index % contents.length] ?? Buffer.alloc(0));
  for (let from = 0; from < all.length; from += 200) {
    const some = all.slice(from, from + 200);
    await Promise.all(some.map(async (content, index) => await accept(store, content, incoming({ traceId: `t${from + index}`, ...deliveredTo(account) }))));
  }
  await store.close();
}

export async function benchWhatIf(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-bench-'));
  const dataFolder = path.join(folder, 'data');
  const whatIf = new WhatIf({ dataFolder });
  try {
    await fill(dataFolder);
    const opened = performance.now();
    await whatIf.prepare();
    console.log(
      `\nwhat an entry would have hit of ${FIXED_LIMITS.whatIfMessages} kept messages (${(performance.now() - opened).toFixed(0)} ms after the window has been opened):`,
    );
    for (const [name, asked] of QUESTIONS) {
      const began = performance.now();
      const { hits, examined, complete } = await whatIf.ask({ asked, messages: FIXED_LIMITS.whatIfMessages });
      const took = (performance.now() - began).toFixed(0).padStart(5);
      console.log(`  ${name.padEnd(24)} ${took} ms, ${hits} hits of ${examined}${complete ? '' : ', not all'}`);
    }
  } finally {
    await whatIf.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

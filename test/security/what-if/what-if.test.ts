/** "What would this entry have hit?" over a real store, with its threads. */
import { expect, onTestFinished, test } from 'vitest';
import { QuestionReplaced, WhatIf } from '../../../main/security/what-if/what-if.ts';
import type { AskedEntry, KeptHits } from '../../../main/security/what-if/what-if-protocol.ts';
import type { IncomingMessage, MailStore } from '../../../main/store/mail-store.ts';
import type { FilterScope } from '../../../shared/settings/security/filters.ts';
import { corpusMessages, toWire } from '../../demo/messages.ts';
import { openTestStore, temporaryFolder } from '../../store/fixtures.ts';
import { accept, addAccount, deliveredTo, incoming } from '../../store/sample-messages.ts';

const PATIENT = 60_000;

interface World {
  readonly store: MailStore;
  readonly keep: (content: string, change?: Partial<IncomingMessage>) => Promise<void>;
  readonly ask: (asked: AskedEntry, messages?: number) => Promise<KeptHits>;
  readonly whatIf: WhatIf;
}

async function world(budgetMs = PATIENT): Promise<World> {
  const dataFolder = temporaryFolder();
  const store = await openTestStore({ dataFolder });
  const anna = await addAccount(store, 'anna');
  const whatIf = new WhatIf({ dataFolder, budgetMs });
  onTestFinished(() => whatIf.close());
  let count = 0;
  return {
    store,
    whatIf,
    keep: async (content, change = {}) => {
      count += 1;
      await accept(store, toWire(Buffer.from(content)), incoming({ traceId: `t${count}`, receivedAt: count, ...deliveredTo(anna), ...change }));
    },
    ask: async (asked, messages = 100) => await whatIf.ask({ asked, messages }),
  };
}

function filter(text: string, scope: FilterScope = 'anywhere'): AskedEntry {
  return { list: 'filters', entry: { text, scope } };
}

test('messages that a filter would have hit, the newest first, with where', async () => {
  const { keep, ask } = await world();
  await keep('Subject: Cheap pills\n\nHello.\n');
  await keep('Subject: Hello\n\nNothing here.\n');
  await keep('Subject: =?utf-8?Q?Viel_Gl=C3=BCck?=\nContent-Transfer-Encoding: base64\n\ncGlsbHM=\n', {
    held: { check: 'filters', reason: 'text-filtered', entry: 'x' },
  });
  const { examples, ...counts } = await ask(filter('PILLS'));
  expect(counts).toEqual({ kept: 3, examined: 3, complete: true, cut: 0, hits: 2, held: 1 });
  expect(examples).toMatchObject([
    { traceId: 't3', at: 3, subject: 'Viel Glück', places: ['body'], held: true, recipientCount: 1, reversePath: 'sender@elsewhere.example' },
    { traceId: 't1', at: 1, subject: 'Cheap pills', held: false },
  ]);
  expect(examples[1]?.places).toContain('subject');
  expect((await ask(filter('pills', 'subject'))).examples.map(({ traceId }) => traceId)).toEqual(['t1']);
  expect(await ask(filter('pills'), 1)).toMatchObject({ kept: 1, examined: 1, complete: true, hits: 1 });
});

test('messages that an attachment pattern would have hit, with the file', async () => {
  const { keep, ask } = await world();
  await keep('Subject: a\n\nsetup.exe is not here.\n');
  await keep('Subject: b\nContent-Type: application/octet-stream; name="setup.EXE"\nContent-Transfer-Encoding: base64\n\nQUJD\n');
  const asked = (pattern: string): AskedEntry => ({ list: 'attachment-filters', pattern, byContent: true });
  const { examples, hits } = await ask(asked('.EX?'));
  expect(hits).toBe(1);
  expect(examples).toMatchObject([{ traceId: 't2', subject: 'b', places: ['attachment-name'], found: expect.stringContaining('setup.EXE') as string }]);
  expect((await ask(asked('setup*'))).hits).toBe(1);
  expect((await ask(asked('.ZIP'))).hits).toBe(0);
});

test('a newer question about the same list takes the place of an older one; another list is another matter', async () => {
  const { keep, ask } = await world();
  await keep('Subject: Cheap pills\n\nHello.\n');
  const older = ask(filter('p')).catch((error: unknown) => error);
  const other = ask({ list: 'attachment-filters', pattern: '.EXE', byContent: true });
  const newer = ask(filter('pi'));
  expect(await older).toBeInstanceOf(QuestionReplaced);
  expect(await newer).toMatchObject({ hits: 1 });
  expect(await other).toMatchObject({ hits: 0, examined: 1 });
});

test('whoever asked may lose interest', async () => {
  const { keep, whatIf } = await world();
  await keep('Subject: Cheap pills\n\nHello.\n');
  const stopping = new AbortController();
  const asking = whatIf.ask({ asked: filter('p'), messages: 100 }, stopping.signal);
  stopping.abort(new Error('gone'));
  await expect(asking).rejects.toThrow('gone');
  expect(await whatIf.ask({ asked: filter('p'), messages: 100 })).toMatchObject({ hits: 1 });
});

test('a question that follows from the last one is answered as if it stood alone', async () => {
  const { keep, ask } = await world();
  await keep('Subject: Cheap pills\n\nHello.\n');
  await keep('Subject: pi\n\nspill=\ns\n');
  await keep('Subject: Hello\n\nNothing.\n');
  const hits = async (text: string, scope?: FilterScope): Promise<number> => (await ask(filter(text, scope))).hits;
  expect(await hits('p')).toBe(2);
  expect(await hits('pi')).toBe(2);
  expect(await hits('pills')).toBe(1);
  await keep('Subject: more pills\n\nHello.\n');
  expect(await hits('pills')).toBe(2);
  expect(await hits('pill')).toBe(3);
  expect(await hits('pill', 'subject')).toBe(2);
  expect(await hits('h')).toBe(3);
});

test('without time nothing is examined, and that is said', async () => {
  const { keep, ask } = await world(-1);
  await keep('Subject: Cheap pills\n\nHello.\n');
  expect(await ask(filter('pills'))).toMatchObject({ kept: 1, examined: 0, complete: false, hits: 0 });
});

test('an answer over real mail counts what the scan finds one by one', { timeout: 60_000 }, async () => {
  const { store, ask, keep } = await world();
  const anna = (await store.directory.load()).accounts[0]?.id ?? 0;
  const messages = corpusMessages().slice(0, 400);
  await Promise.all(messages.map(async ({ content }) => await accept(store, content, incoming(deliveredTo(anna)))));
  await keep('Subject: the last\n\nunsubscribe\n');
  const plain = messages.filter(({ content }) => /unsubscribe/i.test(content.toString('latin1'))).length;
  const { hits, examined } = await ask(filter('unsubscribe'), 1000);
  expect(examined).toBe(401);
  // What is encoded comes to it.
  expect(hits).toBeGreaterThan(plain);
});

test('threads that are made ready beforehand answer, and a server that stops meanwhile is not held up by them', async () => {
  const { keep, ask, whatIf } = await world();
  await keep('Subject: Cheap pills\n\nHello.\n');
  await keep('Subject: =?utf-8?Q?Viel_Gl=C3=BCck?=\nContent-Transfer-Encoding: base64\n\ncGlsbHM=\n');
  await keep('Subject: =?utf-8?Q?Viel_Gl=C3=BCck?=\n\nNothing.\n');
  await whatIf.prepare();
  await keep('Subject: more pills\n\nHello.\n');
  expect(await ask(filter('pills'))).toMatchObject({ examined: 4, hits: 3 });
  expect(await ask(filter('viel glück'))).toMatchObject({ examined: 4, hits: 2 });
  const stopped = new WhatIf({ dataFolder: temporaryFolder() });
  const [prepared] = await Promise.allSettled([stopped.prepare(), stopped.close()]);
  expect(prepared).toMatchObject({ status: 'rejected', reason: { message: 'the server is stopping' } });
});

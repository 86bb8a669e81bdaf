/** A post of which each member gets a copy of his own, when something goes wrong in the middle. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { ListDistributor } from '../../main/delivery/lists/list-distributor.ts';
import { type Engine, openEngine } from '../../main/engine.ts';
import { StoreError } from '../../main/store/mail-store.ts';
import { RecordedEvents } from '../fakes/recorded-events.ts';
import { tempFolder } from '../fakes/temp-folder.ts';

const LIST = 'news@local.test';
const MEMBERS = ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com'];

/** An engine that is not started, with a list to which somebody has posted. */
async function posted(): Promise<{ engine: Engine; accountId: number }> {
  const engine = await openEngine({ dataFolder: tempFolder(), listeners: [] });
  onTestFinished(async () => await engine.stop(0));
  await engine.settings.import({ server: { publicUrl: 'https://mail.local.test' } }, 'test');
  await engine.accounts.addDomain('local.test');
  const { services } = engine.accounts;
  await services.addList({ address: LIST, name: 'News', posting: 'anyone', posters: [], replyTo: 'sender', owner: '' });
  await services.addMembers(LIST, MEMBERS);
  const [accountId = 0] = services.listIds();
  const writer = engine.store.messages.writer();
  await writer.write(Buffer.from('Subject: hi\r\n\r\nhello\r\n'));
  const facts = { traceId: 'T1', sessionId: '', receivedAt: 1, reversePath: 'eve@example.net', bodyType: '7bit', smtpUtf8: false, relays: [] } as const;
  await writer.commit({ ...facts, deliveries: [{ accountId, recipient: LIST }] });
  return { engine, accountId };
}

function distributor({ accounts, store, settings, dkim, clock }: Engine, onAccepted: (count: number) => void = () => undefined) {
  const events = new RecordedEvents();
  let count = 0;
  const accepted = (): void => onAccepted((count += 1));
  const mail = { send: async () => await Promise.resolve(undefined) };
  const own = { secret: 's', servesUnsubscribe: () => true, retryMilliseconds: 1, accepted };
  const lists = new ListDistributor({ accounts, store, settings, signing: dkim, mail, events, clock, ...own });
  onTestFinished(async () => await lists.stop());
  return { lists, events };
}

const reached = async ({ store }: Engine): Promise<string[]> => (await store.queue.entries({}, { limit: 100 })).map(({ recipient }) => recipient).toSorted();

test('a hand-out that fails is tried again by itself, and nobody gets the post twice', async () => {
  const { engine } = await posted();
  let full = false;
  const { lists, events } = distributor(engine, (count) => (full = count === 2));
  const { messages } = engine.store;
  const writer = messages.writer.bind(messages);
  const spy = vi.spyOn(messages, 'writer').mockImplementation(() => {
    if (!full) return writer();
    full = false;
    throw new StoreError('disk-full', 'the disk is full');
  });
  onTestFinished(() => spy.mockRestore());
  lists.start();
  await events.seen('message-delivered');
  expect(events.events.filter(({ kind }) => kind === 'server').map(({ text }) => text)).toEqual(['a mailing list could not be handed out: the disk is full']);
  expect(await reached(engine)).toEqual(MEMBERS);
});

test('a server that stops in the middle goes on after the member that it was at', async () => {
  const { engine, accountId } = await posted();
  const half = Promise.withResolvers<void>();
  const { lists } = distributor(engine, (count) => {
    if (count !== 2) return;
    half.resolve(lists.stop());
  });
  lists.start();
  await half.promise;
  expect(await reached(engine)).toEqual(MEMBERS.slice(0, 2));
  expect((await engine.store.mailboxes.list(accountId)).entries).toHaveLength(1);
  const again = distributor(engine);
  again.lists.start();
  await again.events.seen('message-delivered');
  expect(await reached(engine)).toEqual(MEMBERS);
  await expect.poll(async () => (await engine.store.mailboxes.list(accountId)).entries).toEqual([]);
});

/** Who hears of what has become of a message. */
import { expect, test } from 'vitest';
import type { Resolution } from '../../main/accounts/accounts.ts';
import { Reports } from '../../main/delivery/dsn/reports.ts';
import { OutcomeRecorder } from '../../main/delivery/outcome-recorder.ts';
import { NOBODY } from '../../main/delivery/outcome.ts';
import { defaultSettings } from '../../shared/settings/settings.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';
import { RecordedEvents } from '../fakes/recorded-events.ts';

const HOUR = 3_600_000;

/** A recorder whose reports go to senders elsewhere, or are refused. */
function reporting(resolution: Resolution = { kind: 'foreign' }) {
  const [queue, events, clock] = [new MemoryQueue(), new RecordedEvents(), new ManualClock(0)];
  const texts: string[] = [];
  const pieces: Buffer[] = [];
  const reports = new Reports({
    accounts: { resolve: () => resolution },
    messages: {
      open: async (id) => await queue.open(id),
      writer: () => ({
        size: 0,
        copies: false,
        write: async (piece) => {
          pieces.push(piece);
        },
        commit: async (_message, head = Buffer.alloc(0)) => {
          texts.push(Buffer.concat([head, ...pieces.splice(0)]).toString('latin1'));
          return { messageId: texts.length };
        },
        abort: () => undefined,
      }),
    },
    events,
    clock,
    hostname: () => 'mail.local.test',
    signing: {
      begin: () => {
        let bytes = 0;
        return {
          body: (piece) => {
            bytes += piece.length;
          },
          fields: async (signedHead, domains) => `X-Signed: ${signedHead.length + bytes} bytes for ${domains.join(' or ')}\r\n`,
        };
      },
    },
    accepted: () => undefined,
  });
  const recorder = new OutcomeRecorder({ queue, reports, events, clock, settings: () => defaultSettings().delivery, random: () => 0.5 });
  const told = (): (readonly (string | undefined)[])[] =>
    texts.map((text) => [/^To: <(.*)>\r$/m.exec(text)?.[1], ...[...text.matchAll(/^Final-Recipient: rfc822; (.*)\r$/gm)].map(([, recipient]) => recipient)]);
  return { queue, events, clock, reports, recorder, texts, told };
}

/** One message to two members of a list, each with a reverse-path that says for whom it comes back. */
function toMembers(queue: MemoryQueue): void {
  queue.add(['a@x.test', 'b@y.test', 'c@x.test'], { entry: { lastError: '451 4.7.1 greylisted', attempts: 3 } });
  queue.entries = queue.entries.map((entry) => ({ ...entry, reversePath: entry.domain === 'x.test' ? 'news+x@list.test' : 'news+y@list.test' }));
}

const BOTH = [
  ['news+x@list.test', 'a@x.test', 'c@x.test'],
  ['news+y@list.test', 'b@y.test'],
];

test('each reverse-path of a message hears of its own recipients: when they are given up', async () => {
  const { queue, recorder, told } = reporting();
  toMembers(queue);
  await recorder.giveUp(queue.entries);
  expect(told()).toEqual(BOTH);
  expect(queue.entries).toEqual([]);
});

test('each reverse-path of a message hears of its own recipients: when they take long', async () => {
  const { queue, clock, recorder, told } = reporting();
  toMembers(queue);
  clock.advance(5 * HOUR);
  await recorder.tellDelays(queue.entries);
  expect(told()).toEqual(BOTH);
  expect(queue.entries.every(({ delayTold }) => delayTold)).toBe(true);
});

test('where the sender takes no mail any more, the log says that nobody was told', async () => {
  const { queue, events, recorder, texts } = reporting({ kind: 'refused', reason: 'recipient-disabled' });
  queue.add(['nobody@x.test']);
  await recorder.record(queue.entries, [{ kind: 'failed', reply: '550 5.1.1 no such user' }], { contact: NOBODY, milliseconds: 0 });
  expect(texts).toEqual([]);
  expect(events.events).toContainEqual(
    expect.objectContaining({
      level: 'warning',
      text: 'no report (failed) about <nobody@x.test> was sent: <anna@local.test> takes no mail here, so nobody is told',
    }),
  );
});

test('a notice of delay tells of the attempt that was just made', async () => {
  const { queue, clock, recorder, texts } = reporting();
  queue.add(['first@x.test']);
  queue.add(['again@x.test'], { entry: { attempts: 1, lastError: '451 4.3.0 the reply before' } });
  clock.advance(5 * HOUR);
  for (const entry of queue.entries) {
    await recorder.record([entry], [{ kind: 'deferred', reply: '451 4.7.1 greylisted' }], { contact: NOBODY, milliseconds: 0 });
  }
  expect(texts).toHaveLength(2);
  for (const text of texts) {
    expect(text).toContain('The mail server of x.test puts the message off by its own rules');
    expect(text).toContain('The other server said: 451 4.7.1 greylisted\r\n');
    expect(text).toContain('Action: delayed\r\nStatus: 4.7.1\r\n');
    expect(text).not.toContain('Nobody else has been asked');
    expect(text).not.toContain('the reply before');
  }
});

test('a report that leaves for another server is signed by the domain that this server lies in; one that stays here is not', async () => {
  const away = reporting();
  away.queue.add(['a@x.test']);
  await away.recorder.giveUp(away.queue.entries);
  const [text = ''] = away.texts;
  const [field = ''] = /^X-Signed: .*\r\n/.exec(text) ?? [];
  expect(field).toBe(`X-Signed: ${text.length - field.length} bytes for mail.local.test or local.test\r\n`);
  const here = reporting({ kind: 'local', mailboxes: [{ id: 1, address: 'anna@local.test' }], remote: [] });
  here.queue.add(['a@x.test']);
  await here.recorder.giveUp(here.queue.entries);
  expect(here.texts).toEqual([expect.stringMatching(/^Date: /)]);
});

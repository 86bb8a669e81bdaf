/** `gatepost queue`: list, show, retry, hold, release, reroute, remove, pause. */
import { expect, test } from 'vitest';
import { systemClock } from '../../main/clock.ts';
import { openStore } from '../../main/store/open-store.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { type Outcome, gatepostHere } from './gatepost.ts';

type Run = (line: string) => Promise<Outcome>;

/** A data folder with a queued message to each of the lists of recipients. */
async function withQueue(...messages: readonly (readonly string[])[]): Promise<{ readonly run: Run; readonly ids: readonly number[] }> {
  const data = tempFolder();
  const run: Run = async (line) => await gatepostHere([...line.split(' '), '--data', data]);
  const store = await openStore({ dataFolder: data, clock: systemClock });
  const ids: number[] = [];
  for (const recipients of messages) {
    const writer = store.messages.writer();
    await writer.write(Buffer.from('Subject: one\r\n\r\nbody \u001b[2J\r\n'));
    const relays = recipients.map((recipient) => ({ recipient, domain: recipient.slice(recipient.indexOf('@') + 1) }));
    const facts = { traceId: 'T', sessionId: 'S', receivedAt: Date.now(), reversePath: 'anna@local.test', bodyType: '7bit', smtpUtf8: false } as const;
    ids.push((await writer.commit({ ...facts, deliveries: [], relays })).messageId);
  }
  const [entry] = await store.queue.entries({}, { limit: 1 });
  const attempt = { at: Date.now(), host: 'mx.example.com', address: '192.0.2.1:25', tls: 'TLSv1.3', reply: '451 4.7.1 come again', milliseconds: 12 };
  if (entry !== undefined) await store.queue.settle({ deferred: [{ ids: [entry.id], route: '', nextAttemptAt: Date.now() + 60_000, attempt }] });
  await store.close();
  return { run, ids };
}

test('an empty queue', async () => {
  const { run } = await withQueue();
  expect(await run('queue list')).toEqual({ code: 0, stdout: 'No messages are in the queue.\n', stderr: '' });
  expect(await run('queue show 5')).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no message 5 in the queue') as string });
  expect(await run('queue show five')).toMatchObject({ code: 2, stderr: expect.stringContaining('"five" is not the number of a message') as string });
  expect(await run('queue retry all')).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing in the queue fits') as string });
  expect(await run('queue retry')).toMatchObject({ code: 2, stderr: expect.stringContaining('say which messages') as string });
});

test('messages are listed, shown, held, released, rerouted and tried again', async () => {
  const { run, ids } = await withQueue(['a@example.com', 'b@example.net'], ['c@example.com'], ['d@example.org']);
  const [one = 0, two = 0, three = 0] = ids;
  const { stdout } = await run('queue list --limit 2');
  expect(stdout).toMatch(/^ *ID +QUEUED +FROM +TO +SIZE +STATE +NEXT +ATTEMPTS +LAST ERROR/);
  expect(stdout).toMatch(new RegExp(`${three} .*d@example\\.org.*\\n *${two} .*\\n3 messages fit in all\\. The next ones: --behind ${two}\\n$`));
  expect((await run(`queue list --behind ${two}`)).stdout).toContain('a@example.com and 1 more');
  expect(JSON.parse((await run('queue list example.org --json')).stdout)).toMatchObject({ messages: [{ id: three }], count: 1 });
  const shown = await run(`queue show ${one}`);
  expect(shown.stdout).toContain('<a@example.com>\n  waits until ');
  expect(shown.stdout).toContain('mx.example.com [192.0.2.1:25] TLSv1.3, 12 ms: 451 4.7.1 come again\n');
  expect(shown.stdout).toContain('\nSubject: one\n\nbody \\x1b[2J\n');
  expect((await run('queue summary')).stdout).toMatch(/^3 messages: 4 recipients wait, 0 are held; 0 connections/);

  expect((await run(`queue hold ${one} --note odd`)).stdout).toBe('Held: 2 recipients of 1 message.\n');
  expect((await run('queue list --state held')).stdout).toContain(' held ');
  expect((await run(`queue show ${one}`)).stdout).toContain('  held: odd; ');
  expect((await run('queue release --destination example.net')).stdout).toBe('Released: 1 recipient of 1 message.\n');
  expect((await run('queue reroute all --via relay.example:2525')).stdout).toBe('Sent to relay.example:2525: 4 recipients of 3 messages.\n');
  expect(await run('queue reroute all --via no:way:out')).toMatchObject({ code: 2, stderr: expect.stringContaining('route: must be a host name') as string });
  expect((await run('queue retry all')).stdout).toBe('Tried again: 3 recipients of 3 messages.\n');
});

test('messages are removed with or without a word, and the queue is paused', async () => {
  const { run, ids } = await withQueue(['a@example.com'], ['c@example.com']);
  expect(await run(`queue remove ${ids[0]}`)).toMatchObject({ code: 2, stderr: 'gatepost: say either --bounce, to tell the senders, or --silent\n' });
  expect((await run(`queue remove ${ids[0]} --silent`)).stdout).toBe('Removed: 1 recipient of 1 message.\n');
  // The sender is elsewhere: the report takes the same way as all mail.
  expect((await run('queue remove --to c@example.com --bounce')).stdout).toBe('Removed: 1 recipient of 1 message; reported to the sender: 1.\n');
  expect((await run('queue list --from <>')).stdout).toContain('anna@local.test');
  expect((await run('queue pause')).stdout).toBe('The queue is paused.\n');
  expect((await run('queue summary')).stdout).toMatch(/^The queue is paused\. 1 messages/);
  expect((await run('queue resume')).stdout).toBe('The queue delivers again.\n');
});

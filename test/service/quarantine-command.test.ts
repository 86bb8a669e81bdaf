/** `gatepost quarantine`: list, show, release and remove. */
import * as path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { systemClock } from '../../main/clock.ts';
import type { IncomingMessage } from '../../main/store/mail-store.ts';
import { openStore } from '../../main/store/open-store.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { type Outcome, gatepostHere } from './gatepost.ts';

type Run = (line: string, input?: string) => Promise<Outcome>;

/** A data folder with one mailbox and as many held messages as there are subjects. */
async function withHeld(...subjects: readonly string[]): Promise<{ readonly data: string; readonly run: Run; readonly ids: readonly number[] }> {
  const data = tempFolder();
  const run: Run = async (line, input) => await gatepostHere([...line.split(' '), '--data', data], input);
  await run('domain add local.test');
  await run('account add anna@local.test --password-stdin', 'correct horse\n');
  const store = await openStore({ dataFolder: data, clock: systemClock });
  const [account] = (await store.directory.load()).accounts;
  const ids: number[] = [];
  for (const subject of subjects) {
    const writer = store.messages.writer();
    await writer.write(Buffer.from(`Subject: ${subject}\r\n\r\nbody \u001b[2J\r\n`));
    const message: IncomingMessage = {
      traceId: `trace-${subject}`,
      sessionId: 'S',
      receivedAt: Date.now(),
      reversePath: 'sender@elsewhere.test',
      bodyType: '7bit',
      smtpUtf8: false,
      deliveries: [{ accountId: account?.id ?? 0, recipient: 'anna@local.test' }],
      relays: [{ recipient: 'c@elsewhere.test', domain: 'elsewhere.test' }],
      held: { check: 'filters', reason: 'relaying-denied', entry: 'watches', subject, remoteAddress: '192.0.2.7' },
    };
    ids.push((await writer.commit(message)).messageId);
  }
  await store.close();
  return { data, run, ids };
}

/** As a start notes it whose messages.dat is too short. */
function loseContent(data: string, id: number): void {
  const database = new DatabaseSync(path.join(data, 'gatepost.db'));
  database.prepare('INSERT INTO lost_message (message_id) VALUES (?)').run(id);
  database.close();
}

test('nothing is held at first', async () => {
  const { run } = await withHeld();
  expect(await run('quarantine list')).toEqual({ code: 0, stdout: 'No messages are held.\n', stderr: '' });
  expect(await run('quarantine show 5')).toEqual({ code: 1, stdout: '', stderr: 'gatepost: there is no held message 5\n' });
  expect(await run('quarantine show five')).toMatchObject({ code: 2, stderr: expect.stringContaining('"five" is not the number of a held message') as string });
});

test('held messages are listed and shown, released and removed', async () => {
  const { data, run, ids } = await withHeld('one', 'two', 'three');
  const [one = 0, two = 0, three = 0] = ids;
  const { stdout } = await run('quarantine list --limit 2');
  expect(stdout).toMatch(/^ *ID +RECEIVED +FROM +TO +SIZE +BY +SUBJECT\n/);
  expect(stdout).toContain('<sender@elsewhere.test>  anna@local.test and 1 more');
  expect(stdout).toMatch(new RegExp(`three\\n *${two} .* filters +two\\n3 messages are held in all\\. Older ones: --before ${two}\\n$`));
  expect(JSON.parse((await run(`quarantine list --before ${two} --json`)).stdout)).toMatchObject({ messages: [{ id: one, subject: 'one' }], count: 3 });

  const shown = await run(`quarantine show ${one}`);
  expect(shown.stdout).toMatch(/^Message {5}\d+, trace id trace-one\nHeld by {5}filters\nReason {6}relaying-denied: .*\nEntry {7}watches\n/);
  expect(shown.stdout).toMatch(/\nSize {8}.*\n\nSubject: one\n\nbody \\x1b\[2J\n$/);

  expect(await run(`quarantine release ${one} --to anna@local.test`)).toEqual({
    code: 0,
    stdout: `The held message ${one} was released to anna@local.test. It is still held for 1 more.\n`,
    stderr: '',
  });
  loseContent(data, two);
  const lost = 'ts content has been lost: POP3 refuses it, and what is for other servers goes back to its sender';
  expect(await run(`quarantine release ${one} ${two} 99`)).toEqual({
    code: 1,
    stdout: `The held message ${one} was released to c@elsewhere.test.\nThe held message ${two} was released to anna@local.test, c@elsewhere.test. I${lost}.\n`,
    stderr: 'gatepost: There is no held message 99: it was released or discarded, or never held.\n',
  });
  expect((await run('log --trace trace-two')).stdout).toContain(`was released to <anna@local.test>, <c@elsewhere.test>; i${lost}`);
  expect((await run('account list')).stdout).toMatch(/anna@local\.test .* enabled +2 /);
  expect((await run('status')).stdout).toMatch(/Waiting to be sent +2\n/);
  expect(await run(`quarantine remove ${three} 99`)).toEqual({
    code: 1,
    stdout: `The held message ${three} was discarded.\n`,
    stderr: 'gatepost: there is no held message 99\n',
  });
  expect(await run(`quarantine remove ${three}`)).toMatchObject({ code: 1, stdout: '' });
  expect(JSON.parse((await run('quarantine list --json')).stdout)).toEqual({ messages: [], more: false, count: 0 });
});

/** What switches would have kept out, standing the other way: told from the mail that came in. */
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { effectOf, FORESEEABLE_SWITCHES, type ForeseeableSwitch, REPLAYED_SWITCHES, UNFORESEEABLE_SWITCHES } from '../../shared/settings/switch-reasons.ts';
import { EXAMINED_SWITCHES } from '../../shared/admin-api/security.ts';
import { SWITCHES } from '../../shared/settings/switches.ts';
import { base64, greeted, smtp } from '../dialogues/smtp-steps.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { makeZip } from '../security/attachments/make-zip.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';

const OFF = {
  'smtp-authentication': { requireTls: false, requireForLocalSenders: false, senderMustMatchLogin: false },
  filters: { enabled: false, entries: [{ text: 'cheap pills' }] },
  'attachment-filters': { enabled: false, entries: [{ pattern: '.exe' }] },
  'address-verification': { verifyLocalSender: false, verifyHelo: false },
};

let running: RunningEngine;
let client: AdminClient;

beforeAll(async () => {
  running = await startEngine({ security: OFF });
  const console = { signInAddress: () => undefined, setPassword: () => Promise.resolve() };
  client = createRouterClient(adminRouter, { context: { admin: createAdminContext(running.engine, '0', console), caller: 'console' } });
});

afterAll(async () => {
  await running.stop();
});

async function ifSwitched(setting: ForeseeableSwitch): Promise<unknown> {
  return await client.security.ifSwitched({ setting });
}

/** An envelope that is taken, and no message. */
async function envelope(from: string, to: string, { address = '127.0.0.9', login = '', helo = 'far.test' }): Promise<void> {
  const dialogue = await smtp(running, address);
  await dialogue.play('S: 220 …');
  dialogue.say(`EHLO ${helo}`);
  await dialogue.hearReply();
  if (login !== '') await dialogue.play(`C: AUTH PLAIN ${base64(`\0${login}\0${PASSWORD}`)}\nS: 235 …`);
  await dialogue.play(`C: MAIL FROM:<${from}>\nS: 250 …\nC: RCPT TO:<${to}>\nS: 250 …\nC: QUIT\nS: 221 …`);
  await dialogue.closed();
}

test('each switch has done something, would have, or a sentence says why nobody can know', () => {
  const known: readonly string[] = [...EXAMINED_SWITCHES, ...FORESEEABLE_SWITCHES, ...UNFORESEEABLE_SWITCHES];
  const all = Object.values(SWITCHES).flat();
  expect(all.filter((path) => !known.includes(path))).toEqual([]);
  expect(known.filter((path) => !all.some((one) => one === path))).toEqual([]);
  expect([...FORESEEABLE_SWITCHES, ...UNFORESEEABLE_SWITCHES].filter((path) => effectOf(path) === undefined)).toEqual([]);
});

test('what is refused with a switch off as well is nothing that it did', () => {
  const effect = effectOf('security.attachment-filters.enabled');
  expect(effect?.reasons).toEqual(['attachment-filtered', 'archive-unseen', 'archive-unreadable']);
});

test('envelopes that were taken are played again', async () => {
  const found = (hits: number): unknown => ({ looked: 'taken', examined: 4, complete: true, hits });
  await envelope('anna@local.test', 'you@elsewhere.test', { login: 'anna@local.test' });
  await envelope('boss@other.test', 'you@elsewhere.test', { login: 'anna@local.test' });
  await envelope('ghost@local.test', 'bert@local.test', { helo: '127.0.0.9' });
  await envelope('', 'bert@local.test', {});
  // Decisions are told when the sessions have ended on the server's side, too; and a busy machine may have no time to play them all.
  for (const setting of REPLAYED_SWITCHES) await expect.poll(() => ifSwitched(setting), { timeout: 60_000, message: setting }).toEqual(found(1));
  // What is refused anyway is no merit of another switch.
  await client.settings.set({ path: 'security.smtp-authentication.requireForLocalSenders', value: true });
  await expect.poll(() => ifSwitched('security.address-verification.verifyLocalSender'), { timeout: 60_000 }).toEqual(found(0));
}, 90_000);

describe('messages that are kept, looked through', () => {
  test('for texts, files, and archives that cannot be read', async () => {
    const dialogue = await greeted(running, '127.0.0.1');
    await dialogue.play('C: MAIL FROM:<anna@local.test>\nS: 250 …\nC: RCPT TO:<bert@local.test>\nS: 250 …\nC: DATA\nS: 354 …');
    const parts = [
      'Content-Type: text/plain\r\n\r\nCheap pills!',
      'Content-Type: application/octet-stream; name=setup.exe\r\n\r\nnothing',
      `Content-Type: application/zip; name=broken.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(`PK\x03\x04${'x'.repeat(100)}`)}`,
    ];
    const body = parts.map((part) => `--part\r\n${part}\r\n`).join('');
    dialogue.raw(
      `From: anna@local.test\r\nSubject: all of it\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=part\r\n\r\n${body}--part--\r\n.\r\n`,
    );
    await dialogue.hearReply();
    dialogue.say('QUIT');
    await dialogue.closed();
    for (const setting of [
      'security.filters.enabled',
      'security.attachment-filters.enabled',
      'security.attachment-filters.refuseUnreadableArchives',
    ] as const) {
      // A question before all threads have started may not reach the message in its time.
      await expect
        .poll(() => ifSwitched(setting), { timeout: 60_000, message: setting })
        .toEqual({ looked: 'kept', examined: 1, complete: true, kept: 1, hits: 1 });
    }
  }, 90_000);

  test('whole, where their beginning says nothing: an archive that is cut off cannot be read', async () => {
    const zip = makeZip([{ name: 'photo.jpg', content: Buffer.alloc(FIXED_LIMITS.whatIfMessageBytes), method: 0 }]);
    const dialogue = await greeted(running, '127.0.0.1');
    await dialogue.play('C: MAIL FROM:<anna@local.test>\nS: 250 …\nC: RCPT TO:<bert@local.test>\nS: 250 …\nC: DATA\nS: 354 …');
    const lines = zip.toString('base64').match(/.{1,76}/g) ?? [];
    dialogue.raw(
      `From: anna@local.test\r\nMIME-Version: 1.0\r\nContent-Type: application/zip; name=sound.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines.join('\r\n')}\r\n.\r\n`,
    );
    await dialogue.hearReply();
    dialogue.say('QUIT');
    await dialogue.closed();
    await expect
      .poll(() => ifSwitched('security.attachment-filters.refuseUnreadableArchives'), { timeout: 60_000 })
      .toEqual({ looked: 'kept', examined: 2, complete: true, kept: 2, hits: 1 });
  }, 90_000);

  test('not for a list without entries', async () => {
    await client.settings.set({ path: 'security.filters.entries', value: [] });
    expect(await ifSwitched('security.filters.enabled')).toBeNull();
  });
});

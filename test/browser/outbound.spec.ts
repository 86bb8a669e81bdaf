import { Dialogue } from '../dialogues/dialogue.ts';
import { expect, populate, type Server, test } from './console.ts';

/** Messages to elsewhere over a login. */
async function send(server: Server, count: number): Promise<void> {
  const session = await Dialogue.open(server.port('submission'), { localAddress: '127.0.0.1' });
  await session.hearReply();
  for (const command of ['EHLO laptop.example', `AUTH PLAIN ${Buffer.from('\0anna@example.com\0correct horse').toString('base64')}`]) {
    session.say(command);
    await session.hearReply();
  }
  for (let number = 1; number <= count; number += 1) {
    for (const command of ['MAIL FROM:<anna@example.com>', `RCPT TO:<customer${number}@far.example>`, 'DATA']) {
      session.say(command);
      await session.hearReply();
    }
    session.raw(`From: <anna@example.com>\r\nSubject: Offer ${number}\r\n\r\nbuy\r\n.\r\n`);
    expect((await session.hearReply())[0]).toMatch(/^250/);
  }
  session.say('QUIT');
  await session.closed();
}

test('mail past the limits is seen with its evidence, released, and its sender disabled with a way back', async ({ console: page, server }) => {
  test.slow();
  await populate(server);
  await server.command(['settings', 'set', 'outbound.messagesPerHour', '1']);
  await send(server, 3);
  await page.goto(`${server.origin}/#/outbound`);
  const anna = page.getByRole('row', { name: /anna@example\.com/ }).first();
  await expect(anna).toContainText('Mail is held');
  await anna.click();
  await expect(page.getByText('Too much: 1 message within an hour, where the limit is 1. What came after is held.')).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Held messages' }).getByRole('row', { name: /Offer 3/ })).toContainText('customer3@far.example');

  await page.getByRole('button', { name: 'Close sessions and disable…' }).click();
  const blocking = page.getByRole('dialog', { name: 'Disable anna@example.com?' });
  await expect(blocking.getByRole('checkbox', { name: 'Delete the 2 messages that are held, for good' })).not.toBeChecked();
  await blocking.getByRole('button', { name: 'Close and disable' }).click();
  await expect(anna).toContainText('Disabled');
  await page.keyboard.press('Control+z');
  await expect(anna).toContainText('Mail is held');

  await page.getByRole('button', { name: 'Release', exact: true }).click();
  await expect(page.getByText('Released 2 messages', { exact: true }).first()).toBeVisible();
  // It is counted anew.
  await expect(page.getByRole('heading', { name: /^Nobody has sent/ })).toBeVisible();
  expect(await server.command(['queue', 'list'])).toContain('customer3@far.example');

  await page.getByRole('button', { name: 'Limits' }).click();
  await expect(page.getByRole('textbox', { name: 'Messages in an hour' })).toHaveValue('1');
});

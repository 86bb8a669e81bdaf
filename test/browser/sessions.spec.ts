import { Dialogue } from '../dialogues/dialogue.ts';
import { expect, populate, type Server, test } from './console.ts';

async function connect(server: Server, localAddress: string): Promise<Dialogue> {
  const dialogue = await Dialogue.open(server.port('smtp'), { localAddress });
  await dialogue.play('S: 220 …\nC: HELO client.example\nS: 250 …');
  return dialogue;
}

test('a session appears with what it is doing, is closed, and its client is told', async ({ console: page, server }) => {
  await populate(server);
  await page.goto(`${server.origin}/#/sessions`);
  await expect(page.getByRole('heading', { name: 'Nobody is connected' })).toBeVisible();
  const dialogue = await connect(server, '127.0.0.21');
  const row = page.getByRole('row', { name: /127\.0\.0\.21/ });
  await expect(row).toContainText('Waiting for a command');
  await dialogue.play('C: MAIL FROM:<someone@example.net>\nS: 250 …');
  await expect(row).toContainText('Naming sender and recipients');
  await expect(row).toContainText('MAIL FROM:<someone@example.net>');
  await row.click();
  await page.getByRole('main').getByRole('button', { name: 'Close', exact: true }).click();
  await dialogue.play('S: 421 4.3.0 …');
  await dialogue.closed();
  await expect(page.getByText('1 session closed.').first()).toBeVisible();
  await expect(row).toBeHidden();
});

test('all sessions that a search leaves are closed, and the others stay', async ({ console: page, server }) => {
  await page.goto(`${server.origin}/#/sessions`);
  const [one, two, other] = await Promise.all(['127.0.0.22', '127.0.0.22', '127.0.0.23'].map((address) => connect(server, address)));
  await expect(page.getByRole('main')).toContainText('3 sessions');
  await page.getByRole('searchbox', { name: 'Search' }).fill('0.0.22');
  await page.getByRole('button', { name: 'Close all shown…' }).click();
  await page.getByRole('dialog', { name: 'Close 2 sessions?' }).getByRole('button', { name: 'Close them' }).click();
  await one?.closed();
  await two?.closed();
  await page.getByRole('searchbox', { name: 'Search' }).fill('');
  await expect(page.getByRole('row', { name: /127\.0\.0\.23/ })).toBeVisible();
  await other?.play('C: NOOP\nS: 250 …');
  other?.drop();
});

test('sessions that are selected are banned in one go, closed with it, and the bans are undone as one', async ({ console: page, server }) => {
  // A ban that is over, as it stays in the list: it must not keep anybody from banning the same address again.
  const over = [{ address: '127.0.0.25', expires: '2020-01-01T00:00:00Z' }];
  await server.command(['settings', 'set', 'security.banned-addresses.entries', JSON.stringify(over)]);
  await page.goto(`${server.origin}/#/sessions`);
  const sessions = await Promise.all(['127.0.0.25', '127.0.0.26', '127.0.0.27'].map((address) => connect(server, address)));
  await page.getByRole('row', { name: /127\.0\.0\.25/ }).click();
  await page.getByRole('row', { name: /127\.0\.0\.26/ }).click({ modifiers: ['Control'] });
  await expect(page.getByRole('main')).toContainText('2 selected');
  await page.getByRole('button', { name: 'Ban' }).click();
  await page.getByRole('menuitem', { name: 'For 24 hours' }).click();
  await expect(page.getByText('2 addresses are banned.').first()).toBeVisible();
  await sessions[0]?.closed();
  await sessions[1]?.closed();
  await expect(page.getByRole('row', { name: /127\.0\.0\.27/ })).toBeVisible();
  // The notice with its button is there for some seconds only; this undoes the same.
  await page.keyboard.press('Control+z');
  await expect.poll(() => server.command(['settings', 'get', 'security.banned-addresses.entries'])).not.toContain('127.0.0.26');
  expect(await server.command(['settings', 'get', 'security.banned-addresses.entries'])).toContain('2020');
  sessions[2]?.drop();
});

test('the address of a session is banned for a time, and the ban is undone', async ({ console: page, server }) => {
  await page.goto(`${server.origin}/#/sessions`);
  const dialogue = await connect(server, '127.0.0.24');
  await page.getByRole('row', { name: /127\.0\.0\.24/ }).click();
  await page.getByRole('button', { name: 'Ban' }).click();
  await page.getByRole('menuitem', { name: 'For 24 hours' }).click();
  await expect(page.getByText('127.0.0.24 is banned.').first()).toBeVisible();
  await dialogue.closed();
  // The notice with its button is there for some seconds only; this undoes the same.
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Taken back: 127.0.0.24 is banned.').first()).toBeVisible();
  const again = await connect(server, '127.0.0.24');
  again.drop();
});

test('a ban that could lock somebody out asks first', async ({ console: page, server }) => {
  await page.goto(`${server.origin}/#/sessions`);
  const dialogue = await connect(server, '127.0.0.1');
  await page.getByRole('row', { name: /127\.0\.0\.1/ }).click();
  await page.getByRole('button', { name: 'Ban' }).click();
  await page.getByRole('menuitem', { name: 'For good' }).click();
  const asking = page.getByRole('dialog', { name: 'Make this change?' });
  await expect(asking).toContainText('Ban of 127.0.0.1, for good.');
  await expect(asking).toContainText('It covers this computer itself');
  await asking.getByRole('button', { name: 'Cancel' }).click();
  await expect(asking).toBeHidden();
  await dialogue.play('C: NOOP\nS: 250 …');
  dialogue.drop();
});

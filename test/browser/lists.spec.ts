import type { Page } from '@playwright/test';
import { Dialogue } from '../dialogues/dialogue.ts';
import { expect, populate, type Server, test } from './console.ts';

/** Sends a message as another server does. @returns the last reply, to the message itself */
async function send(server: Server, subject: string, body: string): Promise<string> {
  const session = await Dialogue.open(server.port('smtp'));
  await session.hearReply();
  for (const command of ['EHLO mx.shop.example', 'MAIL FROM:<news@shop.example>', 'RCPT TO:<anna@example.com>', 'DATA']) {
    session.say(command);
    await session.hearReply();
  }
  session.raw(`From: Shop <news@shop.example>\r\nTo: anna@example.com\r\nSubject: ${subject}\r\n\r\n${body}\r\n.\r\n`);
  const [reply = ''] = await session.hearReply();
  session.say('QUIT');
  await session.closed();
  return reply;
}

const toolbar = (page: Page, name: string) => page.getByRole('toolbar', { name });
const command = (page: Page, window: string, name: string) => toolbar(page, window).getByRole('button', { name, exact: true });

test('from unwanted mail to a filter: the preview warns of good mail, proposes a longer text, and the next one is refused; undo lets it through', async ({
  console: page,
  server,
}) => {
  await populate(server);
  expect(await send(server, 'Minutes', 'The minutes of the meeting are in the mail.')).toMatch(/^250/);
  expect(await send(server, 'Lunch', 'Where is the menu of the week?')).toMatch(/^250/);
  expect(await send(server, 'Win', 'Claim the secret prize of the casino.')).toMatch(/^250/);

  await page.goto(`${server.origin}/#/security/filters?text=the`);
  const dialog = page.getByRole('dialog', { name: 'Add filter' });
  await expect(dialog.getByText('It would have hit 3 of the last 3 messages: 3 delivered')).toBeVisible();
  await expect(dialog.getByText(/Careful: it hits 100 ?% of the recent mail/)).toBeVisible();
  await expect(dialog.getByRole('row', { name: /Win.*news@shop\.example → anna@example\.com/ })).toBeVisible();
  // What is ticked stays ticked, and where it was, whatever is proposed and answered meanwhile.
  const lunch = dialog.getByRole('checkbox', { name: 'Unwanted: Lunch' });
  const place = await lunch.boundingBox();
  await dialog.getByRole('checkbox', { name: 'Unwanted: Win' }).check();
  const use = dialog.getByRole('button', { name: /^Use: (?:claim )?the (?:secret|casino)/ }).first();
  await use.waitFor();
  expect(await lunch.boundingBox()).toEqual(place);
  await dialog.getByLabel('Text').fill('th');
  await dialog.getByLabel('Text').fill('the');
  await use.waitFor();
  await expect(dialog.getByRole('checkbox', { name: 'Unwanted: Win' })).toBeChecked();
  await use.click();
  await expect(dialog.getByText('It would have hit 1 of the last 3 messages: 1 delivered')).toBeVisible();
  await expect(dialog.getByText(/Careful/)).toBeHidden();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('row', { name: /the (?:secret|casino)/ })).toContainText('refuse');

  expect(await send(server, 'Win', 'Claim the secret prize of the casino.')).toMatch(/^550 5\.7\.1/);
  // The notice with its button may be gone by now.
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('heading', { name: 'No filter yet' })).toBeVisible();
  expect(await send(server, 'Win', 'Claim the secret prize of the casino.')).toMatch(/^250/);
});

test('what is typed is judged at once, entries are changed, switched and removed, and each comes back', async ({ console: page, server }) => {
  await server.command(['settings', 'set', 'security.filters.entries', JSON.stringify(['one', 'two', 'three'].map((text) => ({ text })))]);
  await page.goto(`${server.origin}/#/security/filters`);
  await page.getByRole('row', { name: /two/ }).dblclick();
  const dialog = page.getByRole('dialog', { name: 'Edit filter' });
  await dialog.getByLabel('Text').fill(' ');
  await expect(dialog.getByText('Must be more than white space.')).toBeVisible();
  await dialog.getByLabel('Text').fill('one');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Is in the list already.')).toBeVisible();
  await dialog.getByLabel('Text').fill('second');
  await dialog.getByLabel('Expires').selectOption('in 7 days');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('row', { name: /second/ })).not.toContainText('never never');

  await page.getByRole('grid', { name: 'Filters' }).focus();
  await page.keyboard.press('Control+a');
  await expect(page.getByText('3 selected')).toBeVisible();
  await command(page, 'Filters', 'Disable').click();
  await expect(page.getByRole('row', { name: /one/ })).toContainText('off');
  await page.getByRole('grid', { name: 'Filters' }).focus();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('heading', { name: 'No filter yet' })).toBeVisible();
  await page.getByText('Removed 3 entries').locator('..').locator('..').getByRole('button', { name: 'Undo' }).first().click();
  await expect(page.getByRole('row', { name: /three/ })).toContainText('off');
  await expect(page.getByRole('row')).toHaveCount(4);

  // The answer to an undo is lost with the connection: the server has done it, and once more it is no failure.
  const lost: (() => Promise<void>)[] = [];
  let cuts = false;
  await page.routeWebSocket(/./, (socket) => {
    const there = socket.connectToServer();
    let isCut = false;
    socket.onMessage((message) => {
      there.send(message);
      if (!cuts || !String(message).includes('/undo')) return;
      [cuts, isCut] = [false, true];
      lost.push(() => socket.close());
    });
    there.onMessage((message) => {
      if (!isCut) socket.send(message);
    });
  });
  await page.reload();
  await page.getByRole('row', { name: /three/ }).click();
  await command(page, 'Filters', 'Remove').click();
  await expect(page.getByRole('row')).toHaveCount(3);
  cuts = true;
  await page.keyboard.press('Control+z');
  await expect.poll(() => server.command(['settings', 'get', 'security.filters.entries'])).toContain('three');
  await lost[0]?.();
  await expect(page.getByRole('row')).toHaveCount(4);
  const notices = page.getByText(/^Taken back: /);
  await expect(async () => {
    await page.keyboard.press('Control+z');
    await expect(notices.first()).toBeVisible({ timeout: 1000 });
  }).toPass();
});

test('a range is selected with Shift, one more with Ctrl, and the search narrows what is listed', async ({ console: page, server }) => {
  await server.command(['settings', 'set', 'security.filters.entries', JSON.stringify(Array.from({ length: 30 }, (_, at) => ({ text: `text ${at}` })))]);
  await page.goto(`${server.origin}/#/security/filters`);
  await page.getByRole('row', { name: /text 2 / }).click();
  await page.getByRole('row', { name: /text 5 / }).click({ modifiers: ['Shift'] });
  await page.getByRole('row', { name: /text 8 / }).click({ modifiers: ['ControlOrMeta'] });
  await expect(page.getByText('5 selected')).toBeVisible();
  await command(page, 'Filters', 'Remove').click();
  await expect(page.getByText('25 entries', { exact: true })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search' }).fill('text 1');
  await expect(page.getByText('11 of 25 entries')).toBeVisible();
});

test('lists are pasted with a preview that names unreadable lines, exported, and imported again', async ({ console: page, server }) => {
  await page.goto(`${server.origin}/#/security/trusted-addresses`);
  await command(page, 'Trusted IP Addresses', 'Import…').click();
  const dialog = page.getByRole('dialog', { name: 'Import entries' });
  await dialog.getByRole('textbox').fill('203.0.113.7 # scanner, first floor\nnobody\n2001:db8::7');
  await expect(dialog.getByText('2 entries can be imported')).toBeVisible();
  await expect(dialog.getByText(/^Line 2: nobody must be an IP address/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Import 2 entries' })).toBeDisabled();
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Import 2 entries' }).click();
  const asking = page.getByRole('dialog', { name: 'Make this change?' });
  await expect(asking).toContainText('203.0.113.7, 2001:db8::7: Whoever connects from there could send mail to the whole world');
  await asking.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByRole('row', { name: /203\.0\.113\.7/ })).toContainText('scanner, first floor');

  await command(page, 'Trusted IP Addresses', 'Export…').click();
  const download = page.waitForEvent('download');
  await page.getByRole('dialog', { name: 'Export entries' }).getByRole('button', { name: 'Save file' }).click();
  const file = await (await download).path();
  await page.getByRole('grid', { name: 'Trusted IP Addresses' }).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('heading', { name: 'Nobody is trusted' })).toBeVisible();
  await command(page, 'Trusted IP Addresses', 'Import…').click();
  await dialog.getByLabel('Choose a file…').setInputFiles(file);
  await dialog.getByRole('button', { name: 'Import 4 entries' }).click();
  await asking.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByRole('row', { name: /203\.0\.113\.7/ })).toContainText('scanner, first floor');
  await expect(page.getByText('4 entries', { exact: true })).toBeVisible();
});

test('a form that is closed asks nothing any more, and a question does not outlive its window', async ({ console: page, server }) => {
  await page.goto(`${server.origin}/#/security/trusted-addresses`);
  const dialog = page.getByRole('dialog', { name: 'Trust addresses' });
  const asking = page.getByRole('dialog', { name: 'Make this change?' });
  const fill = async (): Promise<void> => {
    await command(page, 'Trusted IP Addresses', 'Add').click();
    await dialog.getByRole('textbox').first().fill('127.66.0.0/15');
  };
  await fill();
  // In one go, so that no answer comes in between.
  await dialog.evaluate((form) => {
    form.querySelector<HTMLButtonElement>('button[type="submit"]')?.click();
    [...form.querySelectorAll('button')].find(({ textContent }) => textContent === 'Cancel')?.click();
  });
  await expect(dialog).toBeHidden();
  // A later question, which the server answers after that one.
  await fill();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(asking).toHaveCount(1);
  await page.evaluate(() => {
    location.hash = '#/accounts';
  });
  await expect(page.getByRole('toolbar', { name: 'Accounts' })).toBeVisible();
  await expect(asking).toHaveCount(0);
  await page.goto(`${server.origin}/#/security/trusted-addresses`);
  await expect(page.getByText('2 entries', { exact: true })).toBeVisible();
  await expect(page.getByRole('row', { name: /127\.66/ })).toHaveCount(0);

  // A switch.
  await page.goto(`${server.origin}/#/security/smtp-authentication`);
  const requireTls = page.getByRole('switch', { name: 'Require TLS' });
  // With the way back the question goes as well: the person has seen it. Before it was there, what has not changed is told.
  await requireTls.press('Space');
  await expect(asking).toBeVisible();
  await page.goBack();
  await expect(asking).toBeHidden();
  const held: (() => void)[] = [];
  let holds = false;
  await page.routeWebSocket(/./, (socket) => {
    socket.connectToServer().onMessage((message) => (holds ? held.push(() => socket.send(message)) : socket.send(message)));
  });
  await page.goto(`${server.origin}/#/security/smtp-authentication`);
  await page.reload();
  await expect(requireTls).toBeChecked();
  holds = true;
  await requireTls.press('Space');
  await page.keyboard.press('Alt+1');
  await expect(requireTls).toBeHidden();
  await expect.poll(() => held.length).toBeGreaterThan(0);
  holds = false;
  for (const send of held) send();
  await expect(page.getByText(/^The window was left .* nothing has changed: “Require TLS” stays as it was$/)).toHaveCount(1);
  expect(await server.command(['settings', 'get', 'security.smtp-authentication.requireTls'])).toContain('true');
});

test('100,000 addresses scroll, sort and are searched; all of them go at once and come back', async ({ console: page, server }) => {
  const address = (at: number): string => `198.18.${at >> 8}.${at & 255}`;
  const lines = Array.from({ length: 65_536 }, (_, at) => address(at)).concat(
    Array.from({ length: 34_464 }, (_, at) => `198.19.${at >> 8}.${at & 255} # second`),
  );
  await page.goto(`${server.origin}/#/security/banned-addresses`);
  await command(page, 'Banned Addresses', 'Import…').click();
  const dialog = page.getByRole('dialog', { name: 'Import entries' });
  await dialog.getByLabel('Choose a file…').setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from(lines.join('\n')) });
  await dialog.getByRole('button', { name: 'Import 100,000 entries' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('100,000 entries', { exact: true })).toBeVisible();
  const grid = page.getByRole('grid', { name: 'Banned Addresses' });
  await expect(grid).toHaveAttribute('aria-rowcount', '100001');
  await grid.focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('row', { name: /198\.19\.134\.159/ })).toBeVisible();
  await page.getByRole('columnheader', { name: 'Address' }).getByRole('button').click();
  await page.getByRole('columnheader', { name: 'Address' }).getByRole('button').click();
  await grid.focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('row', { name: /198\.19\.134\.159/ })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search' }).fill('198.18.255.254');
  await expect(page.getByText('1 of 100,000 entries')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search' }).fill('second');
  await expect(page.getByText('34,464 of 100,000 entries')).toBeVisible();
  await grid.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.getByText('Removed 34,464 entries', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('0 of 65,536 entries')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('34,464 of 100,000 entries')).toBeVisible();
});

test('a ban that could lock somebody out is asked about in words; the preview says whom it covers', async ({ console: page, server }) => {
  await populate(server);
  await send(server, 'Hello', 'Hello.');
  await page.goto(`${server.origin}/#/security/banned-addresses?address=127.0.0.0/8`);
  const dialog = page.getByRole('dialog', { name: 'Ban addresses' });
  await expect(dialog.getByText(/It covers 1 of the last 1 session, from 1 address/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/It covers this computer itself/)).toBeVisible();
  const asking = page.getByRole('dialog', { name: 'Make this change?' });
  const save = dialog.getByRole('button', { name: 'Save' });
  await asking.getByRole('button', { name: 'Cancel' }).click();
  await expect(asking).toBeHidden();
  // The form is as it was, the focus on its button again; Escape leaves the question alone, and then the form.
  await expect(save).toBeFocused();
  await dialog.getByLabel('Note').fill('typed before the question');
  await expect(save).toBeEnabled();
  await save.press('Enter');
  await asking.waitFor();
  await page.keyboard.press('Escape');
  await expect(asking).toBeHidden();
  await expect(save).toBeFocused();
  await expect(dialog.getByLabel('Note')).toHaveValue('typed before the question');
  // Another address in the address of the window: the form is about that one.
  await page.evaluate(() => (location.hash = '#/security/banned-addresses?address=192.0.2.7'));
  await expect(dialog.getByRole('textbox', { name: 'Address' })).toHaveValue('192.0.2.7');
  await expect(dialog.getByLabel('Note')).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  // The same of a form that a button has opened, and of an import.
  await command(page, 'Banned Addresses', 'Add').click();
  await dialog.getByRole('textbox', { name: 'Address' }).fill('127.0.0.0/8');
  await save.click();
  await asking.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(save).toBeFocused();
  await expect(dialog.getByRole('textbox', { name: 'Address' })).toHaveValue('127.0.0.0/8');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await command(page, 'Banned Addresses', 'Import…').click();
  const importing = page.getByRole('dialog', { name: 'Import entries' });
  await importing.getByRole('textbox').fill('127.0.0.0/8');
  await importing.getByRole('button', { name: 'Import 1 entry' }).click();
  await asking.waitFor();
  await page.keyboard.press('Escape');
  await expect(asking).toBeHidden();
  await expect(importing.getByRole('button', { name: 'Import 1 entry' })).toBeFocused();
  await expect(importing.getByRole('textbox')).toHaveValue('127.0.0.0/8');
  await page.keyboard.press('Escape');
  await expect(importing).toBeHidden();
  expect(await server.command(['settings', 'get', 'security.banned-addresses.entries'])).not.toContain('127.0.0.0');
});

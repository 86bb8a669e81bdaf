/** The windows of the settings: changes at once, undo, risks, lists of entries, history. */
import type { Page } from '@playwright/test';
import { Dialogue } from '../dialogues/dialogue.ts';
import { expect, populate, test } from './console.ts';
import { AUTH, inForce, show } from './settings-windows.ts';

const row = (page: Page, path: string) => page.locator(`[data-setting="${path}"]`);

test('a switch works at once; the notice and Ctrl+Z take it back', async ({ console: page, server }) => {
  await show(page, server, '/security/sender-rules');
  const local = page.getByRole('switch', { name: "Sender's domain must be local" });
  await local.click();
  await expect(local).toBeChecked();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  // The other way is a risk, and asks.
  await page.getByRole('dialog', { name: 'Take it back?' }).getByRole('button', { name: 'Take it back' }).click();
  await expect(local).not.toBeChecked();
  await show(page, server, '/settings/logging');
  const replies = page.getByRole('switch', { name: 'SMTP conversations' });
  await replies.click();
  await expect.poll(() => inForce(server, 'logging.smtpConversations')).toBe(true);
  await page.keyboard.press('Control+z');
  // It stands in the notice, and for a moment in what is read aloud.
  await expect(page.getByText('Taken back: “SMTP conversations” is on now').last()).toBeVisible();
  await expect(replies).not.toBeChecked();
  // Its notice has gone with it, and not by itself, which takes 15 seconds.
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeHidden({ timeout: 10_000 });
});

test('a number is judged while it is typed, and saved when it is left', async ({ console: page, server }) => {
  await show(page, server, '/security/smtp-after-pop');
  const minutes = page.getByRole('textbox', { name: 'Minutes' });
  await minutes.fill('99');
  await expect(page.getByText('Must be a number from 1 to 60.')).toBeVisible();
  await minutes.press('Enter');
  expect(await inForce(server, 'security.smtp-after-pop.minutes')).toBe(5);
  await minutes.press('Escape');
  await expect(minutes).toHaveValue('5');
  await minutes.fill('7');
  await minutes.press('Enter');
  await expect(row(page, 'security.smtp-after-pop.minutes')).toContainText('Default: 5');
  expect(await inForce(server, 'security.smtp-after-pop.minutes')).toBe(7);
  await page.getByRole('button', { name: 'Back to the default' }).click();
  await expect(minutes).toHaveValue('5');
});

test('what was typed is saved when its window is left with a key, and what cannot be saved is told of', async ({ console: page, server }) => {
  await show(page, server, '/settings/server');
  await page.getByRole('textbox', { name: 'Host name' }).fill('typed.example.com');
  await page.keyboard.press('Alt+1');
  await expect(page.getByRole('grid', { name: 'Live log' })).toBeVisible();
  await expect.poll(() => inForce(server, 'server.hostname')).toBe('typed.example.com');
  await show(page, server, '/security/smtp-after-pop');
  await page.getByRole('textbox', { name: 'Minutes' }).fill('99');
  await page.keyboard.press('Alt+1');
  await expect(page.getByText('“Minutes” was not saved when its window was left: Must be a number from 1 to 60.').first()).toBeVisible();
  // The notice lets the keyboard go: past it, and back to where it was.
  const grid = page.getByRole('grid', { name: 'Live log' });
  const close = page.getByRole('button', { name: 'Close', exact: true });
  await grid.focus();
  await page.keyboard.press('F6');
  await expect(page.locator('[data-toaster-position] > [role="listitem"]:focus')).toHaveCount(1);
  await close.focus();
  await page.keyboard.press('Tab');
  await expect(close).not.toBeFocused();
  await grid.focus();
  await close.focus();
  await page.keyboard.press('Escape');
  await expect(close).toBeHidden();
  await expect(grid).toBeFocused();
  expect(await inForce(server, 'security.smtp-after-pop.minutes')).toBe(5);
});

test('what attachments are judged by, what senders are checked for, and how the server is run', async ({ console: page, server }) => {
  await page.goto(`${server.origin}/#/security/attachment-filters?field=security.attachment-filters.byContent`);
  const byContent = row(page, 'security.attachment-filters.byContent');
  await expect(byContent).toContainText('Nothing in the last 7 days.');
  await byContent.getByRole('switch').click();
  const asking = page.getByRole('dialog', { name: 'Make this change?' });
  await expect(asking).toContainText('A program under another name is no longer known for one');
  await asking.getByRole('button', { name: 'Change it' }).click();
  await expect(byContent).toContainText('Messages that were refused are not kept, and not among them.');
  await page.keyboard.press('Control+z');
  await expect(byContent.getByRole('switch')).toBeChecked();
  await page.getByRole('row', { name: /\.EXE/ }).dblclick();
  const entry = page.getByRole('dialog', { name: 'Edit file type' });
  await entry.getByRole('combobox', { name: 'Action' }).selectOption('quarantine');
  await entry.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /\.EXE/ })).toContainText('hold');

  await show(page, server, '/security/address-verification');
  await page.getByRole('switch', { name: 'HELO name must exist' }).click();
  await expect.poll(() => inForce(server, 'security.address-verification.heloMustResolve')).toBe(true);
  await expect(page.getByRole('table', { name: 'What look-ups cost' })).toBeVisible();

  await show(page, server, '/service');
  await expect(page.getByRole('region', { name: 'Data folder' })).toContainText(/\d+ files?/);
  await expect(page.getByRole('table', { name: 'To change it' })).toContainText('gatepost');
});

test('a byte size is shown and typed in MB', async ({ console: page, server }) => {
  await show(page, server, '/settings/server?field=server.limits.minFreeDiskBytes');
  const bytes = page.getByRole('textbox', { name: 'Free disk space to keep' });
  await expect(bytes).toBeFocused();
  await expect(bytes).toHaveValue('64');
  await bytes.fill('100');
  await bytes.blur();
  await expect(row(page, 'server.limits.minFreeDiskBytes')).toContainText('Default: 64 MB');
  expect(await inForce(server, 'server.limits.minFreeDiskBytes')).toBe(100 * 1024 * 1024);
});

test('a risky switch in the menu asks in words, and does nothing when the answer is no', async ({ console: page, server }) => {
  const turn = async (): Promise<void> => {
    await page.getByRole('toolbar', { name: 'Menu bar' }).getByRole('button', { name: 'Security' }).click();
    await page.getByRole('menuitem', { name: 'SMTP Authentication' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Require TLS' }).click();
  };
  await turn();
  const dialog = page.getByRole('dialog', { name: 'Make this change?' });
  await expect(dialog).toContainText('Passwords may cross the network in clear text');
  await expect(dialog).toContainText('Require TLS: On → Off');
  await expect(dialog).toContainText('Nobody has been refused by this check in the last 7 days.');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await inForce(server, `${AUTH}.requireTls`)).toBe(true);
  // The focus is where it was: at the switch that was pressed.
  await show(page, server, '/security/smtp-authentication');
  const requireTls = page.getByRole('switch', { name: 'Require TLS' });
  await requireTls.press('Space');
  await dialog.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(requireTls).toBeFocused();
  await expect(requireTls).toBeChecked();
  await turn();
  await dialog.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByText('“Require TLS” is off now').last()).toBeVisible();
  // The finding says so in the window, and mends it.
  await show(page, server, '/security/smtp-authentication');
  await page.getByRole('button', { name: 'Switch on “Require TLS”' }).click();
  await expect(page.getByRole('switch', { name: 'Require TLS' })).toBeChecked();
});

test('a press counts for what it began on, though that has moved before the release', async ({ console: page, server }) => {
  await show(page, server, '/security/smtp-authentication');
  const control = page.getByRole('switch', { name: 'Require TLS' });
  await control.hover();
  await page.mouse.down();
  // As a warning does that comes up above all settings.
  await page.getByRole('heading', { level: 1 }).evaluate((heading) => (heading.style.marginTop = '120px'));
  await page.mouse.up();
  const question = page.getByRole('dialog', { name: 'Make this change?' });
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();

  // Whoever moves away before the release has thought better of it.
  await control.hover();
  await page.mouse.down();
  await page.getByRole('heading', { level: 1 }).hover();
  await page.mouse.up();
  await control.focus();
  await expect(question).toBeHidden();
  await expect(control).toBeChecked();
});

test('two questions are asked one after the other, and an undo that came to nothing can be made again', async ({ console: page, server }) => {
  const switches = ['Require TLS', 'Guard against guessing'] as const;
  for (const path of [`${AUTH}.requireTls`, `${AUTH}.bruteForce.enabled`]) await server.command(['settings', 'set', path, 'false']);
  let cutUnder: string | undefined;
  /** Questions for what is odd, as long as the server takes its time with them. */
  let unanswered: (() => void)[] | undefined = [];
  await page.routeWebSocket(/.*/, (socket) => {
    const host = socket.connectToServer();
    socket.onMessage((message) => {
      if (unanswered !== undefined && String(message).includes('security/lint')) {
        unanswered.push(() => host.send(message));
        return;
      }
      if (cutUnder === undefined || !String(message).includes(cutUnder)) {
        host.send(message);
        return;
      }
      cutUnder = undefined;
      void socket.close();
      void host.close();
    });
  });
  await page.reload();
  await show(page, server, '/security/smtp-authentication');
  const control = (name: string) => page.getByRole('switch', { name });
  // The settings do not wait for what is odd about them, and stay where they are when it comes.
  await expect(control(switches[0])).toBeVisible();
  await expect.poll(() => unanswered?.length).toBeGreaterThan(0);
  const place = await control(switches[0]).boundingBox();
  const answered = unanswered;
  unanswered = undefined;
  for (const ask of answered) ask();
  await expect(page.getByRole('button', { name: `Switch on “${switches[0]}”` })).toBeVisible();
  expect(await control(switches[0]).boundingBox()).toEqual(place);
  for (const name of switches) {
    await control(name).click();
    await expect(control(name)).toBeChecked();
  }

  // Both at once: each is a risk.
  await page.evaluate(() => {
    for (let press = 0; press < 2; press += 1) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyZ', key: 'z', ctrlKey: true, bubbles: true, cancelable: true }));
    }
  });
  const question = page.getByRole('dialog', { name: 'Take it back?' });
  await expect(question).toContainText('is on now');
  const asked = (await question.textContent()) ?? '';
  const [kept, other] = asked.includes(`“${switches[0]}”`) ? switches : [switches[1], switches[0]];
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toContainText(`“${other}” is on now`);
  await question.getByRole('button', { name: 'Take it back' }).click();
  await expect(control(other)).not.toBeChecked();
  await expect(control(kept)).toBeChecked();

  // The one that was not taken back can be still, and after its call was lost with the connection as well.
  cutUnder = 'undo';
  await page.keyboard.press('Control+z');
  await expect(page.getByText('The connection was lost before the server answered', { exact: false }).first()).toBeVisible();
  // Seen by this window, so it is connected again.
  await server.command(['settings', 'set', `${AUTH}.requireForLocalSenders`, 'false']);
  await expect(control('Require for local senders')).not.toBeChecked();
  await page.keyboard.press('Control+z');
  await expect(question).toContainText(`“${kept}” is on now`);
  await question.getByRole('button', { name: 'Take it back' }).click();
  await expect(control(kept)).not.toBeChecked();
});

test('what a setting did in the last days is said beside it, and of one that is off what it would have done', async ({ console: page, server }) => {
  await populate(server);
  const session = await Dialogue.open(server.port('smtp'), { localAddress: '127.0.0.9' });
  await session.hearReply();
  session.say('EHLO client.test');
  await session.hearReply();
  session.say('AUTH PLAIN AGFubmFAZXhhbXBsZS5jb20AY29ycmVjdCBob3JzZQ==');
  expect((await session.hearReply())[0]).toMatch(/^538/);
  session.say('QUIT');
  await session.closed();
  await show(page, server, `/security/smtp-authentication?field=${AUTH}.requireTls`);
  await expect(page.getByRole('switch', { name: 'Require TLS' })).toBeFocused();
  await expect(row(page, `${AUTH}.requireTls`)).toContainText('In the last 7 days: refused 1.');
  await row(page, `${AUTH}.requireTls`).getByRole('button', { name: 'Show them' }).click();
  await expect(page).toHaveURL(/#\/messages\?.*authentication-needs-tls/);
  // Nobody has got as far as a recipient.
  await show(page, server, '/security/sender-rules');
  await expect(row(page, 'security.sender-rules.senderMustHaveAccount')).toContainText('there was none that it could have refused');
  await show(page, server, '/security/address-verification');
  await expect(row(page, 'security.address-verification.heloMustResolve')).toContainText('the name servers were not asked at the time');
});

test('SMTP logins are added, changed and removed; a password is never shown', async ({ console: page, server }) => {
  await show(page, server, '/security/smtp-authentication');
  await page.getByRole('button', { name: 'Add login…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New SMTP login' });
  await dialog.getByLabel('Name').fill('printer');
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
  await dialog.getByLabel('Password').fill('a secret of the printer');
  await dialog.getByLabel('May send as').fill('printer@example.com\n@example.net');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  const table = page.getByRole('grid', { name: 'SMTP logins' });
  await expect(table.getByRole('row', { name: /printer/ })).toContainText('printer@example.com, @example.net');
  expect(await server.command(['settings', 'get', `${AUTH}.logins`])).not.toContain('a secret');

  await page.getByRole('button', { name: 'Add login…' }).click();
  await dialog.getByLabel('Name').fill('PRINTER');
  await dialog.getByLabel('Password').fill('another secret');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('There is another SMTP login "PRINTER".')).toBeVisible();
  await page.keyboard.press('Escape');

  await table.getByRole('gridcell', { name: 'printer', exact: true }).dblclick();
  const edit = page.getByRole('dialog', { name: 'SMTP login', exact: true });
  await expect(edit.getByLabel('Password')).toHaveValue('');
  await edit.getByLabel('Note').fill('second floor');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(table.getByRole('gridcell', { name: 'second floor' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('There are no SMTP logins')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(table.getByRole('gridcell', { name: 'second floor' })).toBeVisible();
});

test('a listener is added, and what is wrong with it stands at its field', async ({ console: page, server }) => {
  await show(page, server, '/settings/server');
  await page.getByRole('button', { name: 'Add listener…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New listener' });
  await dialog.getByLabel('Protocol').selectOption({ label: 'POP3S (TLS)' });
  await dialog.getByLabel('Port').fill('2995');
  await dialog.getByLabel('Encryption').selectOption({ label: 'STARTTLS' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row(page, 'server.listeners[].tls')).toContainText('pop3s always uses implicit TLS.');
  await dialog.getByLabel('Encryption').selectOption({ label: 'TLS from the start' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('grid', { name: 'Listeners' }).getByRole('row', { name: /2995/ })).toBeVisible();
});

test('a smart host is set as a whole, and changed field by field', async ({ console: page, server }) => {
  await show(page, server, '/settings/delivery');
  await row(page, 'delivery.smartHost').getByRole('radio', { name: 'Use one' }).check();
  await page.getByLabel('Host', { exact: true }).fill('relay.example.com');
  await page.getByLabel('User').fill('me');
  await page.getByLabel('Password').fill('the relay secret');
  await page.getByRole('button', { name: 'Use this smart host' }).click();
  await expect(row(page, 'delivery.smartHost.password')).toContainText('Set');
  expect(await inForce(server, 'delivery.smartHost')).toMatchObject({
    host: 'relay.example.com',
    port: 587,
    tls: 'starttls',
    user: 'me',
    password: '(secret)',
  });
  await page.getByLabel('Port', { exact: true }).fill('465');
  await page.getByLabel('Port', { exact: true }).press('Enter');
  await expect.poll(() => inForce(server, 'delivery.smartHost.port')).toBe(465);
  await row(page, 'delivery.smartHost.password').getByRole('button', { name: 'Remove' }).click();
  await expect(row(page, 'delivery.smartHost.password')).toContainText('Not set');
  await row(page, 'delivery.smartHost').getByRole('radio', { name: 'None' }).click();
  await expect(page.getByLabel('Host', { exact: true })).toBeHidden();
  expect(await inForce(server, 'delivery.smartHost')).toBeNull();
});

test('who may send because of a POP3 login is shown live, and can be ended', async ({ console: page, server }) => {
  await populate(server);
  await server.command(['settings', 'set', 'security.smtp-after-pop.enabled', 'true']);
  await show(page, server, '/security/smtp-after-pop');
  await expect(page.getByText('Nobody at the moment.')).toBeVisible();
  const session = await Dialogue.open(server.port('pop3s'), { implicitTls: true, localAddress: '127.0.0.31' });
  await session.play(`
    S: +OK…
    C: USER anna@example.com
    S: +OK…
    C: PASS correct horse
    S: +OK…
    C: QUIT
    S: +OK…
  `);
  await session.closed();
  const grant = page.getByRole('row', { name: /127\.0\.0\.31/ });
  await expect(grant).toContainText('anna@example.com');
  await grant.getByRole('button', { name: 'End for 127.0.0.31 (anna@example.com)' }).click();
  await expect(page.getByText('Nobody at the moment.')).toBeVisible();
});

test('the history says what changed; a change is taken back and an earlier state restored', async ({ console: page, server }) => {
  await server.command(['settings', 'set', 'logging.keepDays', '10']);
  await server.command(['settings', 'set', 'logging.traceDays', '11']);
  await server.command(['settings', 'set', 'server.dns.servers', '["192.0.2.53:53"]']);
  await show(page, server, '/settings/history');
  const table = page.getByRole('grid', { name: 'Settings history' });
  await page.getByRole('searchbox', { name: 'Search' }).fill('keep for');
  await table.getByRole('gridcell', { name: /Keep for.*30 → 10/ }).click();
  const details = page.getByRole('region', { name: /^Revision/ });
  await expect(details).toContainText('30 → 10');
  await page.getByRole('button', { name: 'Restore…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Restore revision/ });
  await expect(dialog).toContainText('Keep decisions for');
  await expect(dialog).toContainText('11 → 30');
  await expect(dialog).toContainText('− 192.0.2.53:53');
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(dialog).toBeHidden();
  expect(await inForce(server, 'logging')).toMatchObject({ keepDays: 10, traceDays: 30 });
  await page.getByRole('button', { name: 'Take back' }).click();
  // The window knows as well, and so what its next "Undo" is about.
  await expect(table.getByRole('gridcell', { name: /Keep for.*10 → 30/ })).toBeVisible();
  expect(await inForce(server, 'logging.keepDays')).toBe(30);
  await page.keyboard.press('Control+z');
  await expect.poll(() => inForce(server, 'logging.keepDays')).toBe(10);
});

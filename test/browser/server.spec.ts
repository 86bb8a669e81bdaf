import { Dialogue } from '../dialogues/dialogue.ts';
import { expect, populate, test } from './console.ts';

test('a listener is stopped and started, and says so at once', async ({ console: page, server }) => {
  const port = server.port('pop3');
  const row = page.getByRole('row', { name: /POP3 / }).first();
  await page.getByRole('button', { name: `Stop POP3 on port ${port}` }).click();
  await expect(row).toContainText('Stopped');
  await expect(Dialogue.open(port)).rejects.toThrow('ECONNREFUSED');
  // The ports of this run are those of --listen: nothing is offered that the settings would do in vain.
  await page.goto(`${server.origin}/#/first-run`);
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: /Ports/ }).click();
  await expect(page.getByText('This server was started with --listen', { exact: false })).toBeVisible();
  await expect(page.getByRole('row', { name: /^POP3 / }).getByRole('button')).toHaveText(['Try again']);
  await page.goto(`${server.origin}/#/`);
  await page.getByRole('button', { name: `Start POP3 on port` }).click();
  await expect(row).toContainText('Running');
});

test('each window can be reached with the keyboard alone', async ({ console: page, server }) => {
  await populate(server);
  for (const [keys, heading] of [
    ['Alt+3', 'Domains'],
    ['Alt+4', 'Accounts'],
    ['Alt+5', 'Aliases'],
  ] as const) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('heading', { name: heading, exact: true, level: 1 })).toBeVisible();
  }
  await page.keyboard.press('Alt+n');
  const dialog = page.getByRole('dialog', { name: 'New account' });
  await expect(dialog.getByLabel('Mail address')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('Alt+1');
  await expect(page.getByRole('table', { name: 'Listeners' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Server', exact: true, level: 1 })).toHaveCount(1);
  // The menu bar, as all of them: right to the next, down into it, Enter.
  const bar = page.getByRole('toolbar', { name: 'Menu bar' });
  await page.keyboard.press('F10');
  await expect(bar.getByRole('button', { name: 'Server' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(bar.getByRole('button', { name: 'Accounts' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('menuitem', { name: 'SMTP Authentication' })).toBeFocused();
  await expect(page.getByRole('menuitem', { name: 'SMTP Authentication (on)' }).locator('.fui-MenuItem__checkmark svg')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(bar.getByRole('button', { name: 'Security' })).toBeFocused();
  // From part to part, and past what comes before the content.
  await page.keyboard.press('F6');
  await expect(page.getByRole('navigation', { name: 'Windows' }).locator('[aria-current="page"]')).toBeFocused();
  await page.keyboard.press('F6');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('F6');
  await expect(page.getByRole('grid', { name: 'Live log' })).toBeFocused();
  await page.keyboard.press('F6');
  await expect(bar.getByRole('button', { name: 'Server' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Shift+F6');
  await expect(page.getByRole('navigation', { name: 'Windows' }).locator('[aria-current="page"]')).toBeFocused();
});

test('the security summary names what is wrong, mends it with one click, and the change is undone', async ({ console: page, server }) => {
  await populate(server);
  // What the change did is shown before its answer is here: an Undo in between is meant for it all the same.
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.routeWebSocket(/.*/, (socket) => {
    const host = socket.connectToServer();
    const held = new Set<string | undefined>();
    const idOf = (message: string | Buffer): string | undefined => /"i":"?(\w+)/.exec(message.toString())?.[1];
    socket.onMessage((message) => {
      if (message.includes('/settings/change')) held.add(idOf(message));
      host.send(message);
    });
    host.onMessage((message) => {
      if (held.has(idOf(message))) void released.then(() => socket.send(message));
      else socket.send(message);
    });
  });
  await page.reload();
  const summary = page.getByRole('region', { name: 'Overview' }).getByRole('region', { name: 'Security', exact: true });
  await server.command(['settings', 'set', 'security.smtp-authentication.bruteForce.enabled', 'false']);
  await server.command(['settings', 'set', 'server.hostname', 'mail.example.test']);
  await expect(summary).toContainText('Passwords can be guessed without end');
  await summary.getByRole('button', { name: 'Turn on' }).click();
  await expect(summary).not.toContainText('Passwords can be guessed without end');
  await expect(summary).toContainText('Nothing is wrong.');
  // The notice with its button is not there yet.
  await page.keyboard.press('Control+z');
  release();
  // What was wrong before is as risky as if it were new.
  const dialog = page.getByRole('dialog', { name: 'Take it back?' });
  await expect(dialog).toContainText('is on now. What was before is a risk:');
  await dialog.getByRole('button', { name: 'Take it back' }).click();
  await expect(summary).toContainText('Passwords can be guessed without end');
});

test('what is pressed stays under the pointer, whatever the server says until it is let go of', async ({ console: page, server }) => {
  await populate(server);
  await server.command(['settings', 'set', 'security.smtp-authentication.bruteForce.enabled', 'false']);
  await server.command(['settings', 'set', 'server.hostname', 'mail.example.test']);
  const summary = page.getByRole('region', { name: 'Overview' }).getByRole('region', { name: 'Security', exact: true });
  const button = summary.getByRole('button', { name: 'Turn on' });
  const connected = page.waitForEvent('websocket');
  await page.reload();
  const told = (await connected).waitForEvent('framereceived', { predicate: ({ payload }) => payload.includes('trusts-everybody') });
  await button.hover();
  await page.mouse.down();
  // Something graver, which stands above it.
  await server.command(['settings', 'set', 'security.trusted-addresses.entries', JSON.stringify([{ address: '0.0.0.0/0' }]), '--yes']);
  await told;
  await expect(button).toBeVisible();
  await page.mouse.up();
  await expect(summary.getByRole('button', { name: 'Trusted addresses' })).toBeVisible();
  await expect.poll(() => server.command(['settings', 'get', 'security.smtp-authentication.bruteForce.enabled'])).toContain('true');
});

test('hints unfold: relaying is tested, and the hint goes', async ({ console: page }) => {
  const summary = page.getByRole('region', { name: 'Overview' }).getByRole('region', { name: 'Security', exact: true });
  await summary.getByRole('button', { name: /more|hints?/ }).click();
  const hint = summary.getByRole('listitem').filter({ hasText: 'has not been tested since the start' });
  await hint.getByRole('button', { name: 'Test now' }).click();
  await expect(hint).toBeHidden();
});

test('who is refused, and why, with the way to the log and a ban', async ({ console: page, server }) => {
  await populate(server);
  const dialogue = await Dialogue.open(server.port('smtp'), { localAddress: '127.0.0.31' });
  await dialogue.play(`
    S: 220 …
    C: HELO client.example
    S: 250 …
    C: MAIL FROM:<someone@example.net>
    S: 250 …
    C: RCPT TO:<victim@example.org>
    S: 550 …
    C: QUIT
    S: 221 …
  `);
  await page.reload();
  await page.getByRole('tab', { name: 'Refused (1)' }).click();
  const row = page.getByRole('table', { name: 'Who' }).getByRole('row', { name: /127\.0\.0\.31/ });
  await expect(row).toContainText('it is not authenticated');
  await row.getByRole('button', { name: 'Ban 127.0.0.31' }).click();
  await page.getByRole('menuitem', { name: 'For 1 hour' }).click();
  await expect(page.getByText('127.0.0.31 is banned.').first()).toBeVisible();
  await page
    .getByRole('table', { name: 'Why' })
    .getByRole('button', { name: /it is not authenticated/ })
    .click();
  await expect(page.getByRole('grid', { name: 'Live log' }).getByRole('row', { name: /Recipient refused/ })).toBeVisible();
});

test('the chart has its figures as a table, and by keyboard', async ({ console: page, server }) => {
  await populate(server);
  const dialogue = await Dialogue.open(server.port('smtp'), { localAddress: '127.0.0.32' });
  await dialogue.play(`
    S: 220 …
    C: HELO client.example
    S: 250 …
    C: MAIL FROM:<someone@example.net>
    S: 250 …
    C: RCPT TO:<anna@example.com>
    S: 250 …
    C: DATA
    S: 354 …
    C: Subject: counted
    C: .
    S: 250 …
    C: QUIT
    S: 221 …
  `);
  await expect(
    page.getByRole('table', { name: 'Messages by hour' }).getByRole('row').filter({ hasText: '1' }).getByRole('cell', { name: '1', exact: true }),
  ).toHaveCount(1);
  await page.getByRole('slider', { name: /Messages by hour/ }).focus();
  await page.keyboard.press('End');
  await expect(page.getByText(/: [01] in, 0 out, 0 refused/)).toBeVisible();
});

test('the overview folds, and stays folded', async ({ console: page }) => {
  await page.getByRole('button', { name: 'Hide overview' }).click();
  await expect(page.getByRole('table', { name: 'Listeners' })).toBeHidden();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Show overview' })).toBeVisible();
  await page.getByRole('button', { name: 'Show overview' }).click();
  await expect(page.getByRole('table', { name: 'Listeners' })).toBeVisible();
});

import { Dialogue } from '../dialogues/dialogue.ts';
import { expect, populate, type Server, test } from './console.ts';

/** One SMTP session that leaves a message; returns nothing but has been answered 250. */
async function sendMessage(server: Server, options: { from?: string; helo?: string } = {}): Promise<void> {
  const dialogue = await Dialogue.open(server.port('smtp'), { localAddress: '127.0.0.2' });
  await dialogue.play(`
    S: 220 …
    C: HELO ${options.helo ?? 'client.example'}
    S: 250 …
    C: MAIL FROM:<${options.from ?? 'sender@example.net'}>
    S: 250 …
    C: RCPT TO:<anna@example.com>
    S: 250 …
    C: DATA
    S: 354 …
    C: Subject: hello
    C: .
    S: 250 …
    C: QUIT
    S: 221 …
  `);
}

test('a session appears as it happens; its details, its session and its address are one click away', async ({ console: page, server }) => {
  await populate(server);
  const log = page.getByRole('grid', { name: 'Live log' });
  await sendMessage(server);
  const accepted = log.getByRole('row', { name: /Message accepted/ });
  await expect(accepted).toContainText('sender@example.net');
  await expect(accepted).toContainText('127.0.0.2');
  await accepted.click();
  await page.keyboard.press('Enter');
  const details = page.getByRole('region', { name: 'Event details' }).or(page.getByRole('complementary', { name: 'Event details' }));
  await expect(details).toContainText('Message accepted');
  await details.getByRole('button', { name: 'Only this message' }).click();
  await expect(log.getByRole('row', { name: /Connected/ })).toBeHidden();
  await expect(log.getByRole('row', { name: /Delivered to mailbox/ })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await expect(log.getByRole('row', { name: /Connected/ }).first()).toBeVisible();
});

test('a search as one types looks through all history, and says so when nothing fits', async ({ console: page, server }) => {
  await populate(server);
  await sendMessage(server, { from: 'one@example.net' });
  await sendMessage(server, { from: 'two@example.net' });
  const log = page.getByRole('grid', { name: 'Live log' });
  const search = page.getByLabel('Search the log');
  await search.fill('ONE@example');
  await expect(log.getByRole('row', { name: /one@example\.net/ }).first()).toBeVisible();
  await expect(log.getByRole('row', { name: /two@example\.net/ })).toHaveCount(0);
  await search.fill('no such text');
  await expect(page.getByText('No event fits this filter')).toBeVisible();
  await search.fill('');
  await expect(log.getByRole('row', { name: /two@example\.net/ }).first()).toBeVisible();

  // The log keeps names of reasons; it is searched by what they say, and narrowed by choosing one.
  await search.fill('is on DISK and will be');
  await expect(log.getByRole('row', { name: /Message accepted/ }).first()).toBeVisible();
  await expect(log.getByRole('row', { name: /Connected/ })).toHaveCount(0);
  await search.fill('');
  await page.getByRole('combobox', { name: 'Reason' }).selectOption('accepted');
  await expect(log.getByRole('row', { name: /Message accepted/ })).toHaveCount(2);
  await expect(log.getByRole('row', { name: /Connected/ })).toHaveCount(0);
});

test('a pause loses nothing', async ({ console: page, server }) => {
  await populate(server);
  const log = page.getByRole('grid', { name: 'Live log' });
  // What a pause holds back comes after the history, which has to be there first.
  await expect(log.getByRole('row').nth(1)).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await sendMessage(server, { from: 'while-paused@example.net' });
  await expect(page.getByText(/Paused: \d+ new events/)).toBeVisible();
  await expect(log.getByRole('row', { name: /while-paused/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Follow', exact: true }).click();
  await expect(log.getByRole('row', { name: /while-paused/ }).first()).toBeVisible();
});

test('hostile text is shown escaped, never acted upon', async ({ console: page, server }) => {
  await populate(server);
  const dialogue = await Dialogue.open(server.port('smtp'));
  await dialogue.play('S: 220 …');
  dialogue.raw('HELO <img/src=x/onerror=alert(1)>\u202e\u001b[31m\r\n');
  await dialogue.hear();
  dialogue.drop();
  const row = page
    .getByRole('grid', { name: 'Live log' })
    .getByRole('row', { name: /onerror=alert/ })
    .first();
  await expect(row).toContainText('<img/src=x/onerror=alert(1)>\\u{202e}\\x1b[31m');
});

test('what is typed while events pour in is all there, and searched for', async ({ console: page, server }) => {
  await populate(server);
  const stop = new AbortController();
  const load = (async () => {
    while (!stop.signal.aborted) await sendMessage(server);
  })();
  const search = page.getByLabel('Search the log');
  await search.click();
  await search.pressSequentially('sender@example', { delay: 20 });
  await expect(search).toHaveValue('sender@example');
  const log = page.getByRole('grid', { name: 'Live log' });
  await expect(log.getByRole('row', { name: /Message accepted/ }).first()).toBeVisible();
  await expect(log.getByRole('row', { name: /Connected/ })).toHaveCount(0);
  stop.abort();
  await load;
});

/** A session that is open and says nothing. */
async function openSession(server: Server, localAddress: string): Promise<Dialogue> {
  const dialogue = await Dialogue.open(server.port('smtp'), { localAddress });
  await dialogue.play(`
    S: 220 …
    C: HELO waiting.example
    S: 250 …
  `);
  return dialogue;
}

test('a ban from the log closes the open session at once, and one click takes it back; the menu stays open and still while lines arrive', async ({
  console: page,
  server,
}) => {
  await populate(server);
  const session = await openSession(server, '127.9.9.9');
  const log = page.getByRole('grid', { name: 'Live log' });
  await log
    .getByRole('row', { name: /waiting\.example/ })
    .first()
    .click({ button: 'right' });
  const ban = page.getByRole('menuitem', { name: 'Ban 127.9.9.9', exact: true });
  // Resting the pointer on it opens the list of times.
  await ban.hover();
  const day = page.getByRole('menuitem', { name: 'for 24 hours' });
  await day.click({ trial: true });
  const place = await day.boundingBox();
  await sendMessage(server);
  await expect(page.getByText(/Paused: \d+ new events/)).toBeVisible();
  expect(await day.boundingBox()).toEqual(place);
  // A click that comes after that must not shut it again.
  await ban.click();
  await day.click();
  // For whoever wants no motion, too, the notice stays for its time, which Fluent measures with an animation.
  await expect(page.locator('[data-timer-status]').last()).toHaveCSS('animation-duration', '15s');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await session.closed();
  await expect(page.getByText(/^Taken back: 127\.9\.9\.9 is banned/).last()).toBeVisible();
  expect(await server.command(['ban', '--json'])).not.toContain('127.9.9.9');
  const again = await openSession(server, '127.9.9.9');
  again.drop();
});

test('all that can be done with a line is within the window, wherever the line stands', async ({ console: page, server }) => {
  await page.setViewportSize({ width: 1000, height: 650 });
  await populate(server);
  const session = await openSession(server, '127.9.9.8');
  session.drop();
  const log = page.getByRole('grid', { name: 'Live log' });
  const line = log.getByRole('row', { name: /waiting\.example/ });
  await line.first().click();
  const items = page.getByRole('menu').getByRole('menuitem');
  const expectWhole = async (): Promise<void> => {
    await items.last().waitFor();
    expect(await items.count()).toBeGreaterThan(6);
    for (const item of await items.all()) await expect(item).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Escape');
    await expect(items).toHaveCount(0);
  };
  for (const row of await line.all()) {
    await row.click({ button: 'right' });
    await expectWhole();
  }
  await page.getByRole('button', { name: 'Actions…' }).click();
  await expectWhole();
});

test('whoever would lock out this machine is asked first', async ({ console: page, server }) => {
  await populate(server);
  const session = await openSession(server, '127.0.0.1');
  session.drop();
  const log = page.getByRole('grid', { name: 'Live log' });
  await log
    .getByRole('row', { name: /waiting\.example/ })
    .first()
    .click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Ban 127.0.0.1', exact: true }).click();
  await page.getByRole('menuitem', { name: 'for 1 hour' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make this change?' });
  await expect(dialog).toContainText(/Ban of 127\.0\.0\.1, until .*\d{2}:\d{2}/);
  await expect(dialog).toContainText('covers this computer itself');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  expect(await server.command(['ban', '--json'])).not.toContain('127.0.0.1');
});

test('the menu of a line is there for the keyboard, and about the text that is selected', async ({ console: page, server }) => {
  await populate(server);
  await sendMessage(server, { from: 'offers@cheap-pills.example' });
  await page.goto(`${server.origin}/#/log?kinds=message-accepted`);
  const log = page.getByRole('grid', { name: 'Live log' });
  const row = log.getByRole('row', { name: /cheap-pills/ });
  await row.click();
  await expect(log).toBeFocused();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Ban 127.0.0.2', exact: true })).toBeFocused();
  await expect(page.getByRole('menuitem', { name: 'Show all messages of offers@cheap-pills.example' })).toBeVisible();
  // Without a mouse nothing can be selected in a line: all of it is, in the field, where the keys lead into it.
  await page.getByRole('menuitem', { name: 'Add a filter from this line…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add filter' });
  await expect(dialog.getByLabel('Text')).toBeFocused();
  await expect(dialog.getByLabel('Text')).toHaveValue(/^from <offers@cheap-pills\.example> to/);
  await page.keyboard.type('cheap-pills');
  await expect(dialog.getByLabel('Text')).toHaveValue('cheap-pills');
  // A click beside the form does not throw away what was typed.
  await page.mouse.click(5, 400);
  await expect(dialog.getByLabel('Text')).toHaveValue('cheap-pills');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.goto(`${server.origin}/#/log?kinds=message-accepted`);
  await row.click();

  // As a double click in the details would select it.
  await page
    .getByRole('region', { name: 'Event details' })
    .getByText(/offers@cheap-pills/)
    .selectText();
  const selected = await page.evaluate(() => {
    const selection = window.getSelection();
    const node = selection?.anchorNode?.firstChild ?? selection?.anchorNode;
    const at = node?.textContent?.indexOf('cheap-pills') ?? -1;
    if (node !== null && node !== undefined && at >= 0) selection?.setBaseAndExtent(node, at, node, at + 'cheap-pills'.length);
    return selection?.toString();
  });
  expect(selected).toBe('cheap-pills');
  await page.getByRole('button', { name: 'Actions…' }).last().click();
  await expect(page.getByRole('menuitem', { name: 'Search for “cheap-pills”' })).toBeVisible();
  await page.getByRole('menuitem', { name: 'Add a filter with “cheap-pills”…' }).click();
  await expect(page).toHaveURL(/#\/security\/filters\?text=cheap-pills/);
});

test('sessions are folded under what came of them', async ({ console: page, server }) => {
  await populate(server);
  await sendMessage(server, { from: 'good@example.net' });
  const refused = await Dialogue.open(server.port('smtp'), { localAddress: '127.0.0.3' });
  await refused.play(`
    S: 220 …
    C: HELO client.example
    S: 250 …
    C: MAIL FROM:<bad@example.net>
    S: 250 …
    C: RCPT TO:<nobody@example.com>
    S: 550 …
    C: QUIT
    S: 221 …
  `);
  await page.goto(`${server.origin}/#/log?protocol=smtp`);
  await page.getByRole('button', { name: 'By session' }).click();
  const log = page.getByRole('grid', { name: 'Live log' });
  const good = log.getByRole('row', { name: /1 accepted/ });
  await expect(good).toContainText('good@example.net');
  const bad = log.getByRole('row', { name: /1 refused/ });
  await expect(bad).toContainText('127.0.0.3');
  await expect(bad.getByRole('button', { name: 'Unfold the session' })).toBeVisible();
  await expect(log.getByRole('row', { name: /Recipient refused/ })).toHaveCount(0);
  await bad.click();
  await page.keyboard.press('ArrowRight');
  await expect(bad.getByRole('button', { name: 'Fold the session', exact: true })).toBeVisible();
  await expect(log.getByRole('row', { name: /Recipient refused/ })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(log.getByRole('row', { name: /Recipient refused/ })).toHaveCount(0);
});

test('a view is saved and opened again; what it shows is exported, all of it', async ({ console: page, server }) => {
  await populate(server);
  await sendMessage(server, { from: 'one@example.net' });
  await sendMessage(server, { from: 'two@example.net' });
  await page.goto(`${server.origin}/#/log?text=one@example&kinds=messages`);
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save this view…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('From one');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Clear filter' }).click();
  const log = page.getByRole('grid', { name: 'Live log' });
  await expect(log.getByRole('row', { name: /Connected/ }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'From one' }).click();
  await expect(log.getByRole('row', { name: /one@example\.net/ })).toBeVisible();
  await expect(log.getByRole('row', { name: /Connected/ })).toHaveCount(0);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'As JSON lines' }).click();
  const file = await (await download).createReadStream();
  const text = (await file.toArray()).join('');
  const lines = text.trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ kind: 'message-accepted', reason: 'accepted' });
  expect(lines[0]).toContain('one@example.net');
});

test('a session goes to the other postmaster as plain text', async ({ console: page, server, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await populate(server);
  await sendMessage(server, { from: 'asker@example.net' });
  const log = page.getByRole('grid', { name: 'Live log' });
  await log.getByRole('row', { name: /Message accepted/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy as text for the other postmaster' }).click();
  await expect(page.getByText('Copied').last()).toBeVisible();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toContain('C: MAIL FROM:<asker@example.net>');
  expect(report).toContain('The reply was: 250 2.6.0 Message accepted');
});

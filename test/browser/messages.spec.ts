import { Dialogue } from '../dialogues/dialogue.ts';
import { expect, populate, type Server, test } from './console.ts';

/** A message with a subject; `refused` if a filter refuses it. */
async function send(server: Server, subject: string, options: { from?: string; answer?: string; client?: string } = {}): Promise<void> {
  const dialogue = await Dialogue.open(server.port('smtp'), { localAddress: options.client ?? '127.0.0.2' });
  await dialogue.play(`
    S: 220 …
    C: HELO client.example
    S: 250 …
    C: MAIL FROM:<${options.from ?? 'sender@example.net'}>
    S: 250 …
    C: RCPT TO:<anna@example.com>
    S: 250 …
    C: DATA
    S: 354 …
    C: From: sender@example.net
    C: Subject: ${subject}
    C: 
    C: text
    C: .
    S: ${options.answer ?? '250'} …
    C: QUIT
    S: 221 …
  `);
}

test('a message is found by anyone and anything, and its page tells all of it', async ({ console: page, server }) => {
  await populate(server);
  await send(server, 'the quarterly report', { from: 'one@example.net' });
  await send(server, 'something else', { from: 'two@example.net', client: '127.0.0.3' });
  await page.goto(`${server.origin}/#/messages`);
  const table = page.getByRole('grid', { name: 'Message trace' });
  await expect(table.getByRole('row', { name: /quarterly report/ })).toContainText('one@example.net');
  const find = page.getByRole('textbox', { name: 'Find messages' });
  for (const [typed, found, hidden] of [
    ['quarterly', 'one@example.net', 'two@example.net'],
    ['TWO@example.net', 'two@example.net', 'one@example.net'],
    ['127.0.0.3', 'two@example.net', 'one@example.net'],
  ] as const) {
    await find.fill(typed);
    await expect(table.getByRole('row', { name: hidden })).toHaveCount(0);
    await expect(table.getByRole('row', { name: found })).toBeVisible();
  }
  await find.fill('nothing of this kind');
  await expect(page.getByRole('heading', { name: 'Nothing fits' })).toBeVisible();
  await find.fill('one@example.net');
  await table.getByRole('row', { name: /quarterly report/ }).dblclick();

  await expect(page.getByRole('heading', { name: 'the quarterly report' })).toBeVisible();
  const article = page.getByRole('article');
  await expect(article).toContainText('The message of <one@example.net> to <anna@example.com> from the client 127.0.0.2 was accepted');
  const checks = article.getByRole('table', { name: 'Checks' });
  await expect(checks.getByRole('row', { name: /Banned Addresses/ })).toContainText('Nothing wrong');
  await expect(checks).not.toContainText('it has no entries');
  for (const fold of await checks.getByRole('button', { name: /skipped/ }).all()) await fold.click();
  await expect(checks.getByText(/Skipped: /).first()).toBeVisible();
  const course = article.getByRole('list', { name: 'Course' });
  await expect(course.getByRole('listitem').filter({ hasText: 'Message accepted' })).toBeVisible();
  await expect(course.getByRole('listitem').filter({ hasText: 'Delivered to mailbox' })).toContainText('anna@example.com');
});

test('why it was refused: a sentence for the administrator, a text for the sender without the filter, and a ban that can be undone', async ({
  console: page,
  server,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await populate(server);
  await server.command([
    'settings',
    'set',
    'security.filters',
    JSON.stringify({ enabled: true, entries: [{ text: 'cheap pills', scope: 'subject', action: 'reject' }] }),
  ]);
  await send(server, 'very cheap pills here', { answer: '550' });
  await page.goto(`${server.origin}/#/messages?verdict=reject`);
  await page
    .getByRole('grid', { name: 'Message trace' })
    .getByRole('row', { name: /cheap pills/ })
    .click();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  const article = page.getByRole('article');
  await expect(article).toContainText(/was refused at DATA by Filters: a filter matched the text of the message \(the entry "cheap pills" matched/);
  const tell = article.getByRole('region', { name: 'To send to the person who asks' });
  await expect(tell).toContainText('550 5.7.1 The message was refused because of its content');
  await expect(tell).toContainText('What you can do:');
  await expect(tell).not.toContainText('cheap pills');
  await tell.getByRole('button', { name: 'Copy text' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('was refused, and did not arrive');

  await article.getByRole('button', { name: 'Ban or trust the client' }).click();
  await expect(page.getByRole('menuitem', { name: 'Ban the network 127.0.0.0/24' })).toBeVisible();
  await page.getByRole('menuitem', { name: 'Trust 127.0.0.2' }).click();
  const asking = page.getByRole('dialog', { name: 'Make this change?' });
  await expect(asking).toContainText('127.0.0.2: Whoever connects from there could send mail to the whole world');
  await asking.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByText('127.0.0.2 is trusted now').last()).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByText('Taken back: 127.0.0.2 is trusted now').last()).toBeVisible();

  await article.getByRole('button', { name: 'Play it again in the simulator' }).click();
  await expect(page.getByLabel('IP address')).toHaveValue('127.0.0.2');
  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('Passed');
});

test('a session that brought no message has a page as well', async ({ console: page, server }) => {
  await populate(server);
  const dialogue = await Dialogue.open(server.port('smtp'), { localAddress: '127.0.0.4' });
  await dialogue.play(`
    S: 220 …
    C: HELO quiet.example
    S: 250 …
    C: QUIT
    S: 221 …
  `);
  await page.goto(`${server.origin}/#/messages?remoteAddress=127.0.0.4`);
  await page
    .getByRole('grid', { name: 'Message trace' })
    .getByRole('row', { name: /no message/ })
    .dblclick();
  await expect(page.getByRole('heading', { name: 'Session of 127.0.0.4' })).toBeVisible();
  await expect(page.getByRole('article')).toContainText('brought no message');
  await expect(page.getByRole('article').getByText('127.0.0.4, calls itself quiet.example')).toBeVisible();
});

test('what a sender wrote is shown escaped, and an unknown message is said to be unknown', async ({ console: page, server }) => {
  await populate(server);
  await send(server, '=?utf-8?B?4oCuPGltZyBzcmM9eCBvbmVycm9yPWFsZXJ0KDEpPhtbMzFt?=');
  await page.goto(`${server.origin}/#/messages`);
  const row = page.getByRole('grid', { name: 'Message trace' }).getByRole('row', { name: /onerror/ });
  await expect(row).toContainText('\\u{202e}<img src=x onerror=alert(1)>\\x1b[31m');
  await row.dblclick();
  await expect(page.getByRole('heading', { name: /onerror/ })).toContainText('\\u{202e}<img src=x onerror=alert(1)>\\x1b[31m');
  await page.goto(`${server.origin}/#/messages/nosuchmessage`);
  await expect(page.getByRole('heading', { name: 'Nothing is known of it' })).toBeVisible();
});

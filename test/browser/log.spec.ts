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
  populate(server);
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
  populate(server);
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
});

test('a pause loses nothing', async ({ console: page, server }) => {
  populate(server);
  const log = page.getByRole('grid', { name: 'Live log' });
  await page.getByRole('button', { name: 'Pause' }).click();
  await sendMessage(server, { from: 'while-paused@example.net' });
  await expect(page.getByText(/Paused: \d+ new events/)).toBeVisible();
  await expect(log.getByRole('row', { name: /while-paused/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Follow', exact: true }).click();
  await expect(log.getByRole('row', { name: /while-paused/ }).first()).toBeVisible();
});

test('hostile text is shown escaped, never acted upon', async ({ console: page, server }) => {
  populate(server);
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

test('typing does not lag while 200 events a second arrive', async ({ console: page, server }) => {
  populate(server);
  const stop = new AbortController();
  const load = (async () => {
    while (!stop.signal.aborted) await sendMessage(server);
  })();
  const search = page.getByLabel('Search the log');
  await search.click();
  await search.pressSequentially('message accepted', { delay: 20 });
  await expect(search).toHaveValue('message accepted');
  // Every key press must have been drawn within a few frames.
  const slowest = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let worst = 0;
        let frames = 0;
        let last = performance.now();
        const frame = (now: number): void => {
          worst = Math.max(worst, now - last);
          last = now;
          frames += 1;
          if (frames < 60) requestAnimationFrame(frame);
          else resolve(worst);
        };
        requestAnimationFrame(frame);
      }),
  );
  stop.abort();
  await load;
  expect(slowest).toBeLessThan(500);
});

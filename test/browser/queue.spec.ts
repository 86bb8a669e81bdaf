import { Dialogue } from '../dialogues/dialogue.ts';
import { ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { expect, type Server, test } from './console.ts';

/** A program on this computer, which may send anywhere, hands in a message. */
async function sendOut(server: Server, to: string): Promise<void> {
  const dialogue = await Dialogue.open(server.port('smtp'));
  await dialogue.play(`
    S: 220 …
    C: HELO program.example
    S: 250 …
    C: MAIL FROM:<reports@example.org>
    S: 250 …
    C: RCPT TO:<${to}>
    S: 250 …
    C: DATA
    S: 354 …
    C: Subject: the daily report
    C: .
    S: 250 …
    C: QUIT
    S: 221 …
  `);
}

test('queued mail says why it waits, and is held, released and removed', async ({ console: page, server }) => {
  const host = await ScriptedSmtp.open((what) => (what.startsWith('RCPT TO:<busy') ? '451 4.3.0 come back later <script>' : undefined));
  try {
    await server.command(['settings', 'set', 'delivery.smartHost', JSON.stringify({ host: '127.0.0.1', port: host.port, tls: 'none' })]);
    await server.command(['settings', 'set', 'delivery.paused', 'false']);
    await page.keyboard.press('Alt+7');
    await expect(page.getByText('The queue is empty')).toBeVisible();

    await sendOut(server, 'busy@example.net');
    const table = page.getByRole('grid', { name: 'Messages' });
    const row = table.getByRole('row', { name: /busy@example\.net/ });
    await expect(row).toContainText('come back later <script>');
    await row.click();
    const details = page.getByRole('region', { name: 'The selected message' });
    await expect(details).toContainText('Subject: the daily report');
    await expect(details.getByRole('table', { name: /Attempts so far/ })).toContainText('451 4.3.0 come back later <script>');

    await page.getByRole('button', { name: 'Hold…' }).click();
    await page.getByRole('dialog').getByLabel('Why').fill('ask the sender first');
    await page.getByRole('dialog').getByRole('button', { name: 'Hold' }).click();
    await expect(row).toContainText('Held');
    await expect(details).toContainText('ask the sender first');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(row).toContainText('Waiting');

    await page.getByRole('tab', { name: 'Destinations' }).click();
    await page
      .getByRole('grid', { name: 'Destinations' })
      .getByRole('row', { name: /example\.net/ })
      .dblclick();
    await expect(page.getByRole('button', { name: 'Show all destinations, not example.net alone' })).toBeVisible();
    await row.click();
    await page.getByRole('button', { name: 'Only this sender' }).click();
    await expect(page.getByRole('button', { name: 'Show mail of all senders, not of reports@example.org alone' })).toBeVisible();
    await row.click();
    await page.getByRole('button', { name: 'Remove…' }).click();
    await page.getByRole('radio', { name: 'Without a word' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByText('No message fits the filter.')).toBeVisible();
  } finally {
    await host.close();
  }
});

test('a paused queue says so, and goes on when it is resumed', async ({ console: page, server }) => {
  const host = await ScriptedSmtp.open();
  try {
    await server.command(['settings', 'set', 'delivery.smartHost', JSON.stringify({ host: '127.0.0.1', port: host.port, tls: 'none' })]);
    await page.keyboard.press('Alt+7');
    await expect(page.getByText('The queue is paused.')).toBeVisible();
    await sendOut(server, 'anyone@example.net');
    await expect(page.getByRole('row', { name: /anyone@example\.net/ })).toContainText('Waiting');
    await page.getByRole('button', { name: 'Resume the queue' }).click();
    await expect(page.getByText('The queue is empty')).toBeVisible();
    expect(host.messages).toHaveLength(1);
  } finally {
    await host.close();
  }
});

import { Dialogue } from '../dialogues/dialogue.ts';
import { expect, populate, test } from './console.ts';

test('a listener is stopped and started, and says so at once', async ({ console: page, server }) => {
  const port = server.port('pop3');
  const row = page.getByRole('row', { name: /POP3 / }).first();
  await page.getByRole('button', { name: `Stop POP3 on port ${port}` }).click();
  await expect(row).toContainText('Stopped');
  await expect(Dialogue.open(port)).rejects.toThrow('ECONNREFUSED');
  await page.getByRole('button', { name: `Start POP3 on port` }).click();
  await expect(row).toContainText('Running');
});

test('each window can be reached with the keyboard alone', async ({ console: page, server }) => {
  populate(server);
  for (const [keys, heading] of [
    ['Alt+3', 'Domains'],
    ['Alt+4', 'Accounts'],
    ['Alt+5', 'Aliases'],
  ] as const) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('heading', { name: heading, exact: true })).toBeVisible();
  }
  await page.keyboard.press('Alt+n');
  const dialog = page.getByRole('dialog', { name: 'New account' });
  await expect(dialog.getByLabel('Mail address')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('Alt+1');
  await expect(page.getByRole('table', { name: 'Listeners' })).toBeVisible();
});

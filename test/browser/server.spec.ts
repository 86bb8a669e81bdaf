import AxeBuilder from '@axe-core/playwright';
import { Dialogue } from '../dialogues/dialogue.ts';
import { expect, populate, test } from './console.ts';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

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

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any window, ${colorScheme}`, async ({ console: page, server }) => {
    populate(server);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const address of ['/', '/log', '/domains', '/accounts', '/aliases', '/domains?create=true', '/accounts?create=true', '/aliases?create=true']) {
      await page.goto(`${server.origin}/#${address}`);
      const settled = address.includes('create') ? page.getByRole('dialog') : page.getByRole('grid').or(page.getByRole('table')).first();
      await settled.waitFor();
      // Fluent's focus sentinels are hidden and can take the focus by design: whoever reaches one is moved on at once, so
      // that Tab goes round inside a dialog or a menu bar. axe cannot see that.
      const { violations } = await new AxeBuilder({ page }).withTags(WCAG).exclude('[data-tabster-dummy]').analyze();
      expect(violations.map(({ id, nodes }) => `${address}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
      if (address.includes('create')) await page.keyboard.press('Escape');
    }
  });
}

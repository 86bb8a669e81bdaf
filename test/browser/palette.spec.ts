import { expect, test } from './console.ts';

test('the palette opens over an open menu, which closes, and finds windows and settings by their names', async ({ console: page }) => {
  await page.getByRole('toolbar', { name: 'Menu bar' }).getByRole('button', { name: 'Accounts' }).click();
  await expect(page.getByRole('menuitem', { name: 'Mailing lists', exact: true })).toBeVisible();
  await page.keyboard.press('Control+k');
  const find = page.getByRole('combobox', { name: 'Find anything' });
  await expect(find).toBeFocused();
  await expect(page.getByRole('menu')).toHaveCount(0);
  await find.fill('mailing lists');
  await expect(page.getByRole('dialog').getByRole('option', { selected: true })).toContainText('Mailing lists');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'First add a domain' })).toBeVisible();

  await page.keyboard.press('Control+k');
  await find.fill('messages in an hour');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Messages in an hour' })).toBeFocused();

  // Of a group that is not there yet: its fields, to be filled in.
  await page.keyboard.press('Control+k');
  await find.fill('smarthost.port');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'Smart host' }).getByRole('textbox', { name: 'Port' })).toBeFocused();
});

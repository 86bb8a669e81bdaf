/** Changes on trial: seen on every window, kept or reverted there, or taken back when nobody says anything. */
import { expect, test } from './console.ts';
import { AUTH, inForce, show } from './settings-windows.ts';

test('what may lock somebody out is on trial, on every window, until it is kept or reverted', async ({ console: page, server }) => {
  await show(page, server, '/security/smtp-authentication');
  const enabled = page.getByRole('switch', { name: 'Enabled' });
  const switchOff = async (): Promise<void> => {
    await enabled.click();
    const dialog = page.getByRole('dialog', { name: 'Make this change?' });
    await expect(dialog).toContainText('goes back by itself after 60 seconds');
    await dialog.getByRole('button', { name: 'Change it' }).click();
  };
  await switchOff();
  await show(page, server, '/domains');
  await expect(page.getByText('A change is on trial.')).toBeVisible();
  await page.getByRole('button', { name: 'Revert now' }).click();
  await expect(page.getByText('A change is on trial.')).toBeHidden();
  // Nothing is left to undo: pressed later, it would undo what others have changed since.
  await expect(page.getByText('The change has been taken back').last()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toHaveCount(0);
  expect(await inForce(server, `${AUTH}.enabled`)).toBe(true);
  await show(page, server, '/security/smtp-authentication');
  await switchOff();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await expect(page.getByText('A change is on trial.')).toBeHidden();
  expect(await inForce(server, `${AUTH}.enabled`)).toBe(false);

  // Nobody says anything for a minute: it goes back by itself, and this window says so.
  await enabled.click();
  await expect(enabled).toBeChecked();
  await switchOff();
  await expect(page.getByText('A change is on trial.')).toBeVisible();
  server.passTime(50_000);
  expect(await inForce(server, `${AUTH}.enabled`)).toBe(false);
  await expect(page.getByText('A change is on trial.')).toBeVisible();
  server.passTime(11_000);
  await expect(page.getByText('A change is on trial.')).toBeHidden();
  await expect(page.getByText('Nobody kept it: the change has been taken back (SMTP Authentication)').last()).toBeVisible();
  await expect(enabled).toBeChecked();
  expect(await inForce(server, `${AUTH}.enabled`)).toBe(true);
  await show(page, server, '/settings/history');
  await expect(page.getByRole('grid', { name: 'Settings history' }).getByRole('row').nth(1)).toContainText('not confirmed');
});

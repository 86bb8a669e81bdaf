import { expect, populate, test } from './console.ts';

test('the open-relay test says in words that no listener relays, with every attempt, and runs again after a change', async ({ console: page, server }) => {
  await populate(server);
  await page.goto(`${server.origin}/#/relay-test`);
  await page.getByRole('button', { name: 'Test now' }).click();
  await expect(page.getByRole('heading', { name: 'No listener relays for strangers' })).toBeVisible();
  const listeners = page.getByRole('table', { name: 'Listeners' });
  await expect(listeners.getByRole('row')).toHaveCount(4);
  await expect(listeners.getByRole('row', { name: /Submission,/ })).toContainText('All refused');
  await expect(page.getByRole('row', { name: /victim@example\.com/ }).first()).toContainText('550');
  await server.command(['settings', 'set', 'security.smtp-after-pop.enabled', 'true']);
  await expect(page.getByText('After a change of the settings:')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No listener relays for strangers' })).toBeVisible();
  expect(await server.command(['relay-test'])).toContain('No listener relays for strangers.');
});

test('what cannot be tested is said, and why', async ({ console: page, server }) => {
  await server.command([
    'settings',
    'set',
    'security.trusted-addresses.entries',
    JSON.stringify([{ address: '127.0.0.0/8', note: '', expires: null }]),
    '--yes',
  ]);
  await page.goto(`${server.origin}/#/relay-test`);
  await page.getByRole('button', { name: 'Test now' }).click();
  await expect(page.getByRole('heading', { name: /not every listener could be tested/ })).toBeVisible();
  await expect(page.getByText(/Every address of 127\.0\.0\.0\/8 is on a list/).first()).toBeVisible();
});

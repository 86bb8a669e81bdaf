import { expect, test } from './console.ts';

test('the token of the ready line opens the console once, and leaves the address bar', async ({ page, server, browser }) => {
  await page.goto(server.signInAddress);
  await expect(page.getByRole('grid', { name: 'Live log' })).toBeVisible();
  expect(page.url()).not.toContain('token');
  await page.reload();
  await expect(page.getByRole('grid', { name: 'Live log' })).toBeVisible();

  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  await other.goto(server.signInAddress);
  await expect(other.getByRole('grid', { name: 'Live log' })).toBeHidden();
  await expect(other.getByText(/has been used|expired|no longer/i).first()).toBeVisible();
  await stranger.close();
});

test('nothing but the sign-in page answers a stranger', async ({ page, server }) => {
  const response = await page.goto(server.origin);
  expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
  await expect(page.getByRole('grid', { name: 'Live log' })).toBeHidden();
  const socket = await page.evaluate(
    (address) =>
      new Promise<string>((resolve) => {
        const attempt = new WebSocket(address);
        attempt.onopen = () => resolve('open');
        attempt.onerror = () => resolve('refused');
      }),
    `${server.origin.replace('http', 'ws')}/api`,
  );
  expect(socket).toBe('refused');
});

test('signing out ends the session', async ({ console: page, server }) => {
  await page
    .getByRole('menuitem', { name: 'Server' })
    .or(page.getByRole('button', { name: 'Server', exact: true }))
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('grid', { name: 'Live log' })).toBeHidden();
  await page.goto(server.origin);
  await expect(page.getByRole('grid', { name: 'Live log' })).toBeHidden();
});

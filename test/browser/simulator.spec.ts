import { expect, populate, test } from './console.ts';

test('a client is played: its mistakes are named at their fields, its verdict comes with each check', async ({ console: page, server }) => {
  await populate(server);
  await page.goto(`${server.origin}/#/simulator`);
  const form = page.getByRole('form', { name: 'Play a client' });
  await form.getByLabel('IP address').fill('nowhere');
  await form.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(form.getByText('Must be an IP address, such as 192.0.2.1.')).toBeVisible();
  await expect(form.getByText('Name at least one recipient.')).toBeVisible();
  await form.getByLabel('IP address').fill('198.51.100.7');
  await form.getByLabel('Recipients').fill('nobody@example.com');
  await form.getByRole('button', { name: 'Play', exact: true }).click();
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict).toContainText('Refused');
  await expect(verdict).toContainText('The client hears: 550 5.1.1 No such mailbox here');
  await expect(page.getByRole('table', { name: 'Checks' }).getByRole('row', { name: /Address Verification.*nobody@example\.com/ })).toContainText(
    'Refused: The recipient is in a local domain, but there is no account or alias of that name.',
  );
  await form.getByLabel('Logged in as').fill('stranger@example.com');
  await form.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(form.getByText(/There is no account or SMTP login "stranger@example\.com"/i)).toBeVisible();

  // What was entered is still there after a reload.
  await page.reload();
  await expect(form.getByLabel('Recipients')).toHaveValue('nobody@example.com');

  // A file that is let go beside the field is taken as well.
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['Subject: dropped\n\nhello'], 'dropped.eml'));
    return data;
  });
  await page.getByRole('region', { name: 'Result' }).dispatchEvent('drop', { dataTransfer: dropped });
  await expect(form.getByText('dropped.eml')).toBeVisible();
  await expect(form.getByLabel('Message')).toHaveValue('Subject: dropped\n\nhello');
});

test('an .eml file is played byte for byte, under the running settings and under others side by side', async ({ console: page, server }) => {
  await populate(server);
  await server.command([
    'settings',
    'set',
    'security.filters',
    JSON.stringify({ enabled: true, entries: [{ text: 'cheap pills', scope: 'body', action: 'reject' }] }),
  ]);
  await page.goto(`${server.origin}/#/simulator?remoteAddress=198.51.100.7&from=a@far.example&to=anna@example.com`);
  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('Passed');
  await page.getByLabel('Choose a file…').setInputFiles({
    name: 'spam.eml',
    mimeType: 'message/rfc822',
    buffer: Buffer.from('From: a@far.example\nSubject: Gr\xfc\xdfe\n\nbuy cheap pills\n', 'latin1'),
  });
  await expect(page.getByText('spam.eml')).toBeVisible();
  const play = page.getByRole('button', { name: 'Play', exact: true });
  await play.click();
  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('Refused');

  const settings = page.getByRole('combobox', { name: 'Add a setting by its name…' });
  await settings.click();
  await settings.pressSequentially('filters enabled');
  await page.getByRole('listbox').getByRole('option', { name: 'Filters: Enabled', exact: true }).click();
  await play.click();
  await expect(page.getByRole('region', { name: 'With the running settings' })).toContainText('Refused');
  await expect(page.getByRole('region', { name: 'With the settings to try' })).toContainText('Passed');
  const differs = page.getByRole('table', { name: 'Checks' }).getByRole('row', { name: /Filters.*Differs/ });
  await expect(differs.first()).toContainText('it is switched off');
  await expect(page.getByRole('table', { name: 'Checks' }).getByRole('row', { name: /Banned Addresses/ })).not.toContainText('Differs');
  // An entry of a list is tried beside those that are there.
  await page.getByRole('button', { name: /^Leave “Enabled” as it is/ }).click();
  await page.getByRole('button', { name: 'Add an entry of a list' }).click();
  await page.getByRole('menuitem', { name: 'A banned address' }).click();
  const tried = page.getByRole('list', { name: 'Entries to try' }).getByRole('textbox');
  await tried.fill('nowhere');
  await expect(page.getByText(/^Must be an IP address/).first()).toBeVisible();
  await tried.fill('198.51.100.0/24');
  await play.click();
  await expect(page.getByRole('region', { name: 'With the settings to try' })).toContainText('The client is disconnected without a word.');
  expect(await server.command(['settings', 'get', 'security.banned-addresses.entries'])).not.toContain('198.51.100');
  // Nothing was saved.
  expect(await server.command(['settings', 'get', 'security.filters.enabled'])).toContain('true');
});

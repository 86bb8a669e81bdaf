import { readFileSync } from 'node:fs';
import { Dialogue } from '../dialogues/dialogue.ts';
import { expect, populate, type Server, test } from './console.ts';

async function writeTo(server: Server, address: string): Promise<void> {
  const dialogue = await Dialogue.open(server.port('smtp'));
  await dialogue.play(`
    S: 220 …
    C: HELO client.example
    S: 250 …
    C: MAIL FROM:<friend@far.example>
    S: 250 …
    C: RCPT TO:<${address}>
    S: 250 …
    C: DATA
    S: 354 …
    C: Subject: welcome
    C: 
    C: Welcome!
    C: .
    S: 250 …
    C: QUIT
    S: 221 …
  `);
}

test('accounts are imported from a pasted list: mistakes are named by line, passwords made up are shown once and saved', async ({ console: page, server }) => {
  await populate(server);
  await page.getByRole('toolbar', { name: 'Menu bar' }).getByRole('button', { name: 'Accounts' }).click();
  await page.getByRole('menuitem', { name: 'Import accounts…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import accounts' });
  await dialog
    .getByLabel('Accounts, one a line')
    .fill(
      [
        'address;name;password;mb',
        'carla@example.com;Carla;;100',
        'dora@example.com;Dora;correct horse;',
        'emil@elsewhere.example;;;',
        'anna@example.com;;;',
      ].join('\n'),
    );
  const preview = dialog.getByRole('grid', { name: 'Preview' });
  await expect(preview.getByRole('row', { name: /carla@example\.com/ })).toContainText('Password is made up');
  await expect(preview.getByRole('row', { name: /emil@elsewhere/ })).toContainText('elsewhere.example is not a domain of this server');
  await expect(preview.getByRole('row', { name: /anna@example\.com/ })).toContainText('There is such an account already');
  await expect(dialog).toContainText('2 lines with a mistake, left out');
  await dialog.getByRole('button', { name: 'Import 2 accounts' }).click();

  const result = page.getByRole('dialog', { name: '2 accounts created' });
  const carla = result.getByRole('row', { name: /carla@example\.com/ });
  await expect(carla).toContainText(/[a-z2-9]{4}(-[a-z2-9]{4}){3}/);
  await expect(result.getByRole('row', { name: /dora@example\.com/ })).toContainText('with the password of the list');
  const [download] = await Promise.all([page.waitForEvent('download'), result.getByRole('button', { name: 'Save passwords (CSV)' }).click()]);
  expect(readFileSync(await download.path(), 'utf8')).toMatch(/"carla@example\.com","Carla","[a-z2-9]{4}-/);
  // No key, no click beside it and no way back takes away what is shown this once.
  await page.keyboard.press('Escape');
  await expect(result.getByRole('alert')).toContainText('These passwords are shown nowhere else.');
  await page.mouse.click(5, 400);
  await page.goBack();
  await expect.poll(() => page.evaluate(() => location.hash)).not.toContain('accounts');
  await expect(carla).toBeVisible();
  await expect(result.getByRole('button', { name: 'Cancel' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Undo', includeHidden: true })).toHaveCount(0);
  await result.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await page.goto(`${server.origin}/#/accounts`);
  await expect(page.getByRole('row', { name: /carla@example\.com/ })).toContainText('100 MB');
  expect(await server.command(['account', 'list'])).toContain('dora@example.com');

  // The import is one change, too: what has got mail since then is asked about.
  await writeTo(server, 'dora@example.com');
  await page.keyboard.press('Control+z');
  const question = page.getByRole('dialog', { name: 'Take it back?' });
  await expect(question).toContainText('dora@example.com: Messages in the mailbox: 1');
  await expect(question).not.toContainText('carla@example.com');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  expect(await server.command(['account', 'list'])).toContain('carla@example.com');
  await page.keyboard.press('Control+z');
  await question.getByRole('button', { name: 'Take it back' }).click();
  await expect(question).toBeHidden();
  await expect(page.getByRole('row', { name: /dora@example\.com/ })).toBeHidden();
  await expect(page.getByRole('row', { name: /carla@example\.com/ })).toBeHidden();
  await expect(page.getByRole('row', { name: /anna@example\.com/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeHidden();

  // Cancel and Escape stop it after the account that is being created, and shows what was made.
  const running = page.getByRole('dialog', { name: 'Creating accounts' });
  for (const leave of [() => running.getByRole('button', { name: 'Cancel' }).click(), () => running.getByRole('button', { name: 'Cancel' }).press('Escape')]) {
    await page.goto(`${server.origin}/#/accounts?import=true`);
    await dialog.getByLabel('Accounts, one a line').fill(Array.from({ length: 200 }, (_, index) => `pupil${index}@example.com`).join('\n'));
    await dialog.getByRole('button', { name: 'Import 200 accounts' }).click();
    await expect(running.getByRole('progressbar', { name: 'Accounts created' })).toBeVisible();
    await leave();
    const stopped = page.getByRole('dialog', { name: /^\d+ accounts? created$/ });
    await expect(stopped.getByText(/The import was stopped: \d+ lines were not reached\./)).toBeVisible();
    await expect(stopped.getByRole('row', { name: /pupil0@example\.com/ })).toContainText(/[a-z2-9]{4}(-[a-z2-9]{4}){3}/);
    const made = (await server.command(['account', 'list'])).match(/pupil\d+@/g)?.length ?? 0;
    await expect(stopped).toHaveAccessibleName(new RegExp(`^${made} account`));
    await stopped.getByRole('button', { name: 'Take back' }).click();
    await expect(stopped).toBeHidden();
    expect(await server.command(['account', 'list'])).not.toContain('pupil');
  }

  // Where the connection is lost in the middle, passwords are shown of accounts that are there, or may be, and of no other.
  await page.routeWebSocket(/./, (socket) => {
    const there = socket.connectToServer();
    let isCut = false;
    socket.onMessage((message) => {
      if (isCut) return;
      there.send(message);
      if (!String(message).includes('lost@example.com')) return;
      isCut = true;
      void there.close();
      void socket.close();
    });
    there.onMessage((message) => {
      if (!isCut) socket.send(message);
    });
  });
  await page.goto(`${server.origin}/#/accounts?import=true`);
  await page.reload();
  await page.getByLabel('Accounts, one a line').fill(['made', 'lost', 'after', 'later'].map((name) => `${name}@example.com`).join('\n'));
  await page.getByRole('button', { name: 'Import 4 accounts' }).click();
  const cut = page.getByRole('dialog', { name: '1 account created' });
  await expect(cut.getByRole('row', { name: /made@/ })).toContainText(/[a-z2-9]{4}(-[a-z2-9]{4}){3}/);
  await expect(cut.getByRole('row', { name: /lost@/ })).toContainText(/[a-z2-9]{4}(-[a-z2-9]{4}){3}/);
  await expect(cut.getByRole('row', { name: /lost@/ })).toContainText('Check whether the change was made.');
  await expect(cut.getByRole('row', { name: /after@/ })).toContainText('There is no connection to the server at the moment. Nothing was changed.');
  await expect(cut.getByRole('row', { name: /after@/ })).not.toContainText(/[a-z2-9]{4}(-[a-z2-9]{4}){3}/);
  await expect(cut.getByText('The import was stopped: 1 line was not reached.')).toBeVisible();
});

test('what a mail program is set to, of the listeners that run, and as files', async ({ console: page, server }) => {
  await populate(server);
  await page.goto(`${server.origin}/#/accounts?account=bert@example.com`);
  await expect(page.getByRole('row', { name: /bert@example\.com/ })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'Mail program' }).click();
  const dialog = page.getByRole('dialog', { name: 'Mail program of bert@example.com' });
  await expect(dialog.getByRole('row', { name: /Port/ }).first()).toContainText(String(server.port('pop3s')));
  await expect(dialog.getByRole('row', { name: /Port/ }).last()).toContainText(String(server.port('submissions')));
  // What a mail program asks about can be compared.
  await expect(dialog.getByText(/^([\dA-F]{2}:){31}[\dA-F]{2}$/)).toBeVisible();
  const [profile] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save Apple profile' }).click()]);
  expect(profile.suggestedFilename()).toBe('bert@example.com.mobileconfig');
  expect(readFileSync(await profile.path(), 'utf8')).toContain(`<integer>${server.port('pop3s')}</integer>`);
  const [autoconfig] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save autoconfig file' }).click()]);
  expect(readFileSync(await autoconfig.path(), 'utf8')).toContain(`<port>${server.port('submissions')}</port>`);
});

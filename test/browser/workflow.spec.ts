/** What the console is for, from the first unwanted message to the way back: each step is one click, with a real client and a real mouse. */
import { spawnSync } from 'node:child_process';
import type { Locator } from '@playwright/test';
import { onPath } from '../setup/debian.ts';
import { expect, populate, type Server, test } from './console.ts';

/** Sends the spam once more, as a stranger. @returns the conversation */
function sendSpam(server: Server): string {
  const client = ['--server', '127.0.0.1', '--port', String(server.port('smtp')), '--local-interface', '127.0.0.2', '--ehlo', 'casino.example'];
  const envelope = ['--from', 'winner@casino.example', '--to', 'anna@example.com'];
  const content = ['--header', 'Subject: You have won', '--body', 'Claim your bonus of the lucky-strike lounge now.'];
  const { stdout, stderr } = spawnSync('swaks', [...client, ...envelope, ...content], { encoding: 'utf8' });
  return stdout + stderr;
}

/** Where a word stands on the screen, to be clicked. */
async function placeOf(within: Locator, word: string): Promise<{ readonly x: number; readonly y: number }> {
  return await within.evaluate((element, wanted) => {
    const at = element.firstChild?.textContent?.indexOf(wanted) ?? -1;
    if (element.firstChild === null || at < 0) throw new Error(`no "${wanted}" in "${element.textContent}"`);
    const range = document.createRange();
    range.setStart(element.firstChild, at);
    range.setEnd(element.firstChild, at + wanted.length);
    const { x, y, width, height } = range.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  }, word);
}

test('spam is seen live, a text in it becomes a filter with its effect shown first, the next one is refused, the trace says why, and undo lets it in', async ({
  console: page,
  server,
}) => {
  test.skip(onPath('swaks') === undefined, 'swaks is not installed');
  await populate(server);
  expect(sendSpam(server)).toMatch(/<-\s+250 2\.6\.0/);

  const log = page.getByRole('grid', { name: 'Live log' });
  const accepted = log.getByRole('row', { name: /Message accepted.*winner@casino\.example/ });
  await accepted.dblclick();
  const details = page.getByRole('region', { name: 'Event details' });
  const told = details.getByText(/^from <winner@casino\.example>/);
  await told.scrollIntoViewIfNeeded();
  const { x, y } = await placeOf(told, 'casino');
  await page.mouse.dblclick(x, y);
  const selected = await page.evaluate(() => window.getSelection()?.toString().trim() ?? '');
  expect(selected).toContain('casino');
  await details.getByRole('button', { name: 'Actions…' }).click();
  await page.getByRole('menuitem', { name: `Add a filter with “${selected}”…` }).click();

  const dialog = page.getByRole('dialog', { name: 'Add filter' });
  await expect(dialog.getByLabel('Text')).toHaveValue(selected);
  await expect(dialog.getByText('It would have hit 1 of the last 1 message: 1 delivered')).toBeVisible();
  await expect(dialog.getByRole('row', { name: /You have won.*winner@casino\.example → anna@example\.com/ })).toBeVisible();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();

  expect(sendSpam(server)).toMatch(/<\*\*\s+550 5\.7\.1/);
  await page.keyboard.press('Alt+1');
  const refused = log.getByRole('row', { name: /Message refused.*winner@casino\.example/ });
  // Whoever looks at a row wants it to stay: the log follows no longer, and what is clicked next is this row.
  await refused.click();
  await refused.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Show the trace' }).click();
  await expect(page.getByRole('article')).toContainText(
    /was refused at DATA by Filters: a filter matched the text of the message \(the entry "[^"]*casino[^"]*" matched/,
  );

  await page.keyboard.press('Control+z');
  await expect(page.getByText(/^Taken back: Added/).last()).toBeVisible();
  expect(sendSpam(server)).toMatch(/<-\s+250 2\.6\.0/);
});

/** What the specs of the settings have in common. */
import type { Page } from '@playwright/test';
import type { Server } from './console.ts';

export const AUTH = 'security.smtp-authentication';

export const inForce = async (server: Server, path: string): Promise<unknown> => JSON.parse(await server.command(['settings', 'get', path]));

/** Opens a window, and waits until its title is there. */
export async function show(page: Page, server: Server, address: string): Promise<void> {
  await page.goto(`${server.origin}/#${address}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

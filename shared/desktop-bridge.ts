/**
 * What a window of the desktop and its host say to each other besides the admin API: all of it passes the preload script
 * (main/desktop/preload.ts). The host parses what comes from a window; a window parses what comes from the host.
 */
import * as z from 'zod';
import { languageSchema } from './language.ts';
import { MENU_ITEMS, type MenuCommand } from './menu.ts';

/** An address in the console, after the `#`. */
export const addressSchema = z
  .string()
  .max(2000)
  .regex(/^\/[^\s\\]*$/);

const commandSchema = z.custom<MenuCommand>((value) => MENU_ITEMS.some(({ command }) => command === value));

/** What the menu of the host shows of the window that has the focus. */
export const windowReportSchema = z.strictObject({
  language: languageSchema,
  appearance: z.enum(['system', 'light', 'dark', 'contrast']),
  /** Commands that can be carried out there at the moment. */
  offered: z.array(commandSchema).max(500),
});
export type WindowReport = z.infer<typeof windowReportSchema>;

/** What the host asks of a window. */
export const desktopRequestSchema = z.union([z.strictObject({ command: commandSchema }), z.strictObject({ go: addressSchema })]);
export type DesktopRequest = z.infer<typeof desktopRequestSchema>;

/** What only the host can do about how the server is run; a person confirms each. */
export const HOST_ACTIONS = ['install-service', 'uninstall-service', 'stop-service', 'move-data', 'remove-old-data'] as const;
export const hostActionSchema = z.enum(HOST_ACTIONS);
export type HostAction = z.infer<typeof hostActionSchema>;

/** What the preload script gives the page, under DESKTOP_MARK (shared/admin-api/console.ts). */
export interface DesktopBridge {
  /** Asks for the port of the admin API; it comes as the message ADMIN_PORT_MESSAGE. */
  connect(): void;
  open(address: string): void;
  report(report: WindowReport): void;
  act(action: HostAction): void;
  /** The request is whatever the host has sent. */
  onRequest(listener: (request: unknown) => void): void;
}

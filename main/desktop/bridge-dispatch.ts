/**
 * Judges every message that comes from a page before anybody acts on it: it must come from the main frame of a window
 * of ours, which shows a page of our own origin, and say what a window may say. Everything else is dropped.
 */
import { addressSchema, hostActionSchema, type HostAction, windowReportSchema, type WindowReport } from '../../shared/desktop-bridge.ts';
import { APP_ORIGIN } from './app-pages.ts';
import type { WindowPort } from './message-port-carrier.ts';
import type { BridgeSender, ShellEvents } from './shell.ts';

export interface BridgeActions {
  owns(contentsId: number): boolean;
  /** A window of ours asks for the admin API. */
  connected(contentsId: number, port: WindowPort): void;
  show(address: string): void;
  reported(contentsId: number, report: WindowReport): void;
  act(action: HostAction): void;
}

export function bridgeDispatch(actions: BridgeActions): Pick<ShellEvents, 'connect' | 'open' | 'report' | 'act'> {
  const isOurs = ({ contentsId, isMainFrame, origin }: BridgeSender): boolean => isMainFrame && origin === APP_ORIGIN && actions.owns(contentsId);
  return {
    connect: (sender, port) => {
      if (port === undefined) return;
      if (isOurs(sender)) actions.connected(sender.contentsId, port);
      else port.close();
    },
    open: (sender, address) => {
      const parsed = addressSchema.safeParse(address).data;
      if (isOurs(sender) && parsed !== undefined) actions.show(parsed);
    },
    report: (sender, report) => {
      const parsed = windowReportSchema.safeParse(report).data;
      if (isOurs(sender) && parsed !== undefined) actions.reported(sender.contentsId, parsed);
    },
    act: (sender, action) => {
      const parsed = hostActionSchema.safeParse(action).data;
      if (isOurs(sender) && parsed !== undefined) actions.act(parsed);
    },
  };
}

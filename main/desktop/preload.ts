/** The preload script, in the sandbox: gives the page of a window its few ways to the host, and no other. */
import { contextBridge, ipcRenderer } from 'electron';
import { ADMIN_PORT_MESSAGE, BRIDGE_CHANNELS, DESKTOP_MARK } from '../../shared/admin-api/console.ts';
import type { DesktopBridge } from '../../shared/desktop-bridge.ts';

/** The little of the page's world that this script needs. */
declare const window: {
  postMessage(message: string, origin: string, ports: InstanceType<typeof MessageChannel>['port1'][]): void;
  readonly location: { readonly origin: string };
};

const bridge: DesktopBridge = {
  connect: () => {
    const { port1, port2 } = new MessageChannel();
    ipcRenderer.postMessage(BRIDGE_CHANNELS.connect, null, [port1]);
    window.postMessage(ADMIN_PORT_MESSAGE, window.location.origin, [port2]);
  },
  open: (address) => ipcRenderer.send(BRIDGE_CHANNELS.open, address),
  report: (report) => ipcRenderer.send(BRIDGE_CHANNELS.report, report),
  act: (action) => ipcRenderer.send(BRIDGE_CHANNELS.act, action),
  onRequest: (listener) => {
    ipcRenderer.on(BRIDGE_CHANNELS.request, (_event, request: unknown) => listener(request));
  },
};

contextBridge.exposeInMainWorld(DESKTOP_MARK, bridge);

/** Which wire this page hangs on: a MessagePort where the desktop host's preload script has promised one, else a WebSocket. */
import type { Carrier } from './admin-client.ts';
import { MessagePortCarrier } from './message-port-carrier.ts';
import { WebSocketCarrier } from './websocket-carrier.ts';
import type { DesktopBridge } from '../../shared/desktop-bridge.ts';
import { desktop } from './desktop.ts';
import { ADMIN_PORT_MESSAGE, ADMIN_SOCKET_PATH, SIGN_OUT_PATH } from '../../shared/admin-api/console.ts';

export async function chooseCarrier(): Promise<Carrier> {
  const host = desktop;
  return host === undefined ? webSocketCarrier() : new MessagePortCarrier(await receivePort(host), () => receivePort(host));
}

/** The preload script passes the port on with `window.postMessage(ADMIN_PORT_MESSAGE, origin, [port])`. */
function receivePort({ connect }: DesktopBridge): Promise<MessagePort> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent<unknown>): void => {
      const port = event.ports[0];
      if (event.source !== window || event.data !== ADMIN_PORT_MESSAGE || port === undefined) return;
      window.removeEventListener('message', receive);
      resolve(port);
    };
    window.addEventListener('message', receive);
    connect();
  });
}

function webSocketCarrier(): Carrier {
  const page = new URL(window.location.href);
  const url = new URL(ADMIN_SOCKET_PATH, page);
  url.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocketCarrier({
    url: url.href,
    sessionEnded: async () => {
      const answer = await fetch(page.pathname, { method: 'HEAD', cache: 'no-store', redirect: 'manual' });
      return answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403;
    },
    // Without a session the host answers every page with the sign-in page.
    onSessionEnded: () => window.location.reload(),
    signOut: async () => {
      await fetch(SIGN_OUT_PATH, { method: 'POST' });
      window.location.reload();
    },
  });
}

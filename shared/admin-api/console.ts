/** Where a host and the console in its page meet: paths, marks and messages that both must know. */

/** The WebSocket that carries the admin API, beside the page. */
export const ADMIN_SOCKET_PATH = '/api';
/** POST here ends the session. */
export const SIGN_OUT_PATH = '/sign-out';
/** In the page's HTML, replaced with a fresh nonce in each answer; styles made at run time carry it. */
export const CSP_NONCE_PLACEHOLDER = '__CSP_NONCE__';
/** The property of `window` by which a page knows that it is in the desktop host. */
export const DESKTOP_MARK = 'gatepostDesktop';
/** The message with which the desktop's preload script hands over the port of the admin API. */
export const ADMIN_PORT_MESSAGE = 'gatepost:admin-port';
/** What a desktop window answers to each message on that port: how the host knows that the window keeps up. */
export const ADMIN_PORT_RECEIPT = 'gatepost:received';

/** The channels between preload script and host. */
export const BRIDGE_CHANNELS = {
  /** To the host, with a port for the admin API. */
  connect: 'gatepost:connect',
  /** To the host: show the window at an address. */
  open: 'gatepost:open',
  /** To the host: what the native menu must know of this window. */
  report: 'gatepost:report',
  /** To the host: a HostAction. */
  act: 'gatepost:act',
  /** To the window: a DesktopRequest. */
  request: 'gatepost:request',
} as const;

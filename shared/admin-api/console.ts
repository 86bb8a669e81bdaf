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

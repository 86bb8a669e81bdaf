/** What every answer of the console tells the browser to forbid. */
import { randomBytes } from 'node:crypto';

/** A fresh nonce for one answer. */
export function newNonce(): string {
  return randomBytes(18).toString('base64');
}

const COMMON = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  // Without pages of ours in its cache a browser shows nothing to whoever comes next.
  'Cache-Control': 'no-store',
};

const NOTHING = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** For answers that are no page. */
export const PLAIN_HEADERS: Readonly<Record<string, string>> = {
  ...COMMON,
  'Content-Security-Policy': `${NOTHING}; form-action 'none'`,
  'Referrer-Policy': 'no-referrer',
};

/** For the sign-in page. */
export function signInHeaders(nonce: string): Record<string, string> {
  return {
    ...COMMON,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `${NOTHING}; style-src 'nonce-${nonce}'; form-action 'self'`,
    // With no-referrer browsers send "Origin: null" with a form (Fetch standard, "append a request Origin header").
    'Referrer-Policy': 'same-origin',
  };
}

/** For the page of the console. Its styles are made at run time and carry the nonce; `host` is where its WebSocket goes. */
export function consoleHeaders(nonce: string, host: string, secure: boolean): Record<string, string> {
  const socket = `${secure ? 'wss' : 'ws'}://${host}`;
  const policy = `${NOTHING}; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self'; font-src 'self'; connect-src 'self' ${socket}; form-action 'none'`;
  return { ...COMMON, 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy, 'Referrer-Policy': 'no-referrer' };
}

/** For the page of a window on the desktop: as the console's, and it connects to nothing, since it has a port of its own. */
export function desktopPageHeaders(nonce: string): Record<string, string> {
  const policy = `${NOTHING}; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self'; font-src 'self'; connect-src 'none'; form-action 'none'`;
  return { ...COMMON, 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy, 'Referrer-Policy': 'no-referrer' };
}

/** For files of the console with a hash in their name: they never change. */
export const IMMUTABLE_HEADERS: Readonly<Record<string, string>> = { ...PLAIN_HEADERS, 'Cache-Control': 'private, max-age=31536000, immutable' };

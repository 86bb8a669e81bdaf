/** Answers the requests of `app://gatepost/`: the files of the windows, out of a list, as the service host's console has them. */
import { CSP_NONCE_PLACEHOLDER } from '../../shared/admin-api/console.ts';
import { type ConsoleFiles } from '../host/console-files.ts';
import { IMMUTABLE_HEADERS, PLAIN_HEADERS, desktopPageHeaders, newNonce } from '../host/security-headers.ts';
import { type Progress, progressPage } from './progress-page.ts';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://gatepost`;
const PROGRESS_PATH = '/progress';
export const PROGRESS_URL = `${APP_ORIGIN}${PROGRESS_PATH}`;

/** The URL of a window's page. @param address as in shared/windows.ts, parameters included */
export function pageUrl(address: string): string {
  return `${APP_ORIGIN}/#${address}`;
}

/** Is this an address of ours? Chromium says an origin with or without a slash at its end. */
function isOurs(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && `${parsed.protocol}//${parsed.host}` === APP_ORIGIN;
}

/** Of all that a page may ask the system for, one of ours gets to write text into the clipboard: that is what its Copy buttons do. */
export function mayHave(permission: string, url: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOurs(url);
}

export interface AppAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | string;
}

const NOT_FOUND: AppAnswer = { status: 404, headers: PLAIN_HEADERS, body: 'not found' };

/** @param progress of a long change, if there is one under way */
export function answerPage(files: ConsoleFiles, method: string, url: string, progress?: Progress): AppAnswer {
  if (method !== 'GET' || !isOurs(url)) return NOT_FOUND;
  const { pathname } = new URL(url);
  if (pathname === '/') {
    if (files.page === undefined) return { status: 503, headers: PLAIN_HEADERS, body: 'The windows have not been built: run "npm run prepare".' };
    const nonce = newNonce();
    return { status: 200, headers: desktopPageHeaders(nonce), body: files.page.replaceAll(CSP_NONCE_PLACEHOLDER, nonce) };
  }
  if (pathname === PROGRESS_PATH) {
    if (progress === undefined) return NOT_FOUND;
    const nonce = newNonce();
    return { status: 200, headers: desktopPageHeaders(nonce), body: progressPage(progress, nonce) };
  }
  const file = files.find(pathname);
  if (file === undefined) return NOT_FOUND;
  return { status: 200, headers: { ...(file.immutable ? IMMUTABLE_HEADERS : PLAIN_HEADERS), 'Content-Type': file.type }, body: new Uint8Array(file.content) };
}

/**
 * The files of the console, as vite has built them. They are listed once: a request can only name one of the list, so
 * that no path, however written, leads out of the folder.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ConsoleFile {
  readonly content: Buffer;
  readonly type: string;
  /** Its name has a hash of its content in it. */
  readonly immutable: boolean;
}

export interface ConsoleFiles {
  /** The page; undefined if the console has not been built. */
  readonly page: string | undefined;
  /** @param path as in the URL, such as `/assets/index-BxK3m1Qz.js` */
  find(path: string): ConsoleFile | undefined;
}

/** Where vite puts the console (vite.config.ts). */
export const CONSOLE_FOLDER = fileURLToPath(new URL('../../dist/renderer', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

const PAGE = 'index.html';
/** What vite calls its files: name, dash, hash. */
const HASHED = /^assets\/.*-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;

export function loadConsoleFiles(folder: string): ConsoleFiles {
  const files = new Map<string, ConsoleFile>();
  let page: string | undefined;
  for (const file of listFiles(folder)) {
    const name = relative(folder, file).split(sep).join('/');
    const type = TYPES[extname(name)];
    if (name === PAGE) page = readFileSync(file, 'utf8');
    else if (type !== undefined) files.set(`/${name}`, { content: readFileSync(file), type, immutable: HASHED.test(name) });
  }
  return { page, find: (path) => files.get(path) };
}

function listFiles(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    // Not built: the host says so to whoever opens the console.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

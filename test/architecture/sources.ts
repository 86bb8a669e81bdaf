/** The source files, as the architecture tests look at them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const SOURCE_FOLDERS = ['main', 'shared', 'renderer', 'test'] as const;

/** Paths of the files under `folder`, from the root of the checkout and with forward slashes. */
export function filesUnder(folder: string, extensions: RegExp): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll(path.sep, '/')}`)
    .filter((file) => extensions.test(file) && statSync(path.join(ROOT, file)).isFile())
    .toSorted();
}

export function sourceFiles(): string[] {
  return SOURCE_FOLDERS.flatMap((folder) => filesUnder(folder, /\.(?:ts|tsx|cjs)$/));
}

export function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

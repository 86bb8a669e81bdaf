/** The compiler of Windows installers, which Debian has. */
import { installDebian, onPath } from './debian.ts';

/** @returns why there is none; empty if there is one */
export function missingMakensis(): string {
  return onPath('makensis') === undefined ? 'makensis (package nsis) is not installed' : '';
}

/** Installs it where that is possible. @returns as above */
export function provideMakensis(): string {
  if (missingMakensis() === '') return '';
  const trouble = installDebian(['nsis']);
  return trouble === undefined ? missingMakensis() : `${missingMakensis()}, and ${trouble}`;
}

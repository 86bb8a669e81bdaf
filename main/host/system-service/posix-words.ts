/** Words of a POSIX shell, and of AppleScript. */

/** A word in which a shell finds nothing to replace. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

export function shellCommandLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** A text of AppleScript. */
export function appleScriptText(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** Command lines of Windows, which are one text each: every program takes them apart by itself, most as CommandLineToArgvW does. */

/** A word that CommandLineToArgvW reads back as it is: backslashes count double only before a quote. */
export function windowsWord(text: string): string {
  if (text !== '' && !/[\s"]/.test(text)) return text;
  return `"${text.replaceAll(/(\\*)"/g, String.raw`$1$1\"`).replace(/(\\+)$/, '$1$1')}"`;
}

export function windowsCommandLine(words: readonly string[]): string {
  return words.map(windowsWord).join(' ');
}

/** A text of PowerShell in which nothing is replaced. It takes the typographic quotes for quotes, too. */
export function powerShellText(text: string): string {
  return `'${text.replaceAll(/['\u2018\u2019\u201A\u201B]/g, '$&$&')}'`;
}

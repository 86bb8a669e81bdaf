/** Offers a text that was made here as a file to save. */

export function saveFile(name: string, parts: readonly string[], type: string): void {
  const address = URL.createObjectURL(new Blob([...parts], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the content over by the time this turn is over.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}

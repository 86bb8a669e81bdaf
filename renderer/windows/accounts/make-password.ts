/** A password made up by chance, of letters and digits that look like no other. */

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** Four groups of four of 31 characters: 79 bits, and still easy to read out. */
export function makePassword(): string {
  const groups: string[] = [];
  for (let group = 0; group < GROUPS; group += 1) {
    let text = '';
    while (text.length < GROUP_LENGTH) {
      const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
      // Bytes past the last whole round of letters would favour the first ones.
      if (byte < 256 - (256 % LETTERS.length)) text += LETTERS[byte % LETTERS.length] ?? '';
    }
    groups.push(text);
  }
  return groups.join('-');
}

/** The recipient that a sender has named, as it travels with a message that is passed on to another one (ORCPT, RFC 3461 section 4.2, RFC 6533 section 3). */

const NON_ASCII = /[^\p{ASCII}]/u;

/** ORCPT for an address: its type, and the address in xtext. */
export function originalRecipientOf(address: string): string {
  return NON_ASCII.test(address) ? `utf-8;${utf8Xtext(address)}` : `rfc822;${xtext(address)}`;
}

/** The address that ORCPT says; '' where it says none, or in a way that nobody knows. */
export function originalAddress(originalRecipient: string): string {
  const [, type = '', encoded = ''] = /^([^;]*);(.*)$/s.exec(originalRecipient) ?? [];
  switch (type.trim().toLowerCase()) {
    case 'rfc822':
      return encoded.replaceAll(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    case 'utf-8':
      return encoded.replaceAll(/\\x\{([0-9A-F]{2,6})\}/g, (whole, hex: string) => {
        const code = Number.parseInt(hex, 16);
        return code > 0x10_ff_ff ? whole : String.fromCodePoint(code);
      });
    default:
      return '';
  }
}

/** RFC 3461 section 4. */
function xtext(text: string): string {
  return text.replaceAll(/[^!-~]|[+=]/g, (character) => `+${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** Beyond ASCII, and the characters that mean something in xtext and in this, as RFC 6533 section 3 writes them. */
export function utf8Xtext(address: string): string {
  return address.replaceAll(/[^!-~]|[+=\\]/gu, (character) => `\\x{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`);
}

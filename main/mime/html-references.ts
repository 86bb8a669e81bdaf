/** Character references of HTML (`&amp;`, `&#86;`, `&#x56`) to characters, by the rules that browsers and mail clients follow. */
import { BARE_HTML_ENTITIES, HTML_ENTITIES, LONGEST_BARE_ENTITY } from './html-entities.ts';

const REFERENCE = /&(?:#[xX]([0-9a-fA-F]+);?|#([0-9]+);?|([A-Za-z][A-Za-z0-9]{0,31})(;?))/g;
/** Numbers of C1 controls are read as windows-1252 (HTML, "numeric character reference end state"). */
const C1 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function fromNumber(digits: string, radix: 10 | 16): string {
  const significant = digits.replace(/^0+/, '');
  const code = significant.length > 8 ? Number.MAX_SAFE_INTEGER : Number.parseInt(significant || '0', radix);
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd';
  return code >= 0x80 && code <= 0x9f ? C1.charAt(code - 0x80) : String.fromCodePoint(code);
}

function fromName(name: string, semicolon: string, next: string, inAttribute: boolean): string {
  const whole = semicolon === ';' ? HTML_ENTITIES.get(name) : undefined;
  if (whole !== undefined) return whole;
  for (let length = Math.min(name.length, LONGEST_BARE_ENTITY); length > 1; length -= 1) {
    const bare = name.slice(0, length);
    if (!BARE_HTML_ENTITIES.has(bare)) continue;
    // `?a=1&copy=2` in a URL is no copyright sign.
    const after = name.charAt(length) || semicolon || next;
    if (inAttribute && /[=A-Za-z0-9]/.test(after)) break;
    const rest = length === name.length ? '' : `${name.slice(length)}${semicolon}`;
    return `${HTML_ENTITIES.get(bare) ?? ''}${rest}`;
  }
  return `&${name}${semicolon}`;
}

/** Decodes all references in a text, or in the value of an attribute. */
export function decodeReferences(text: string, inAttribute: boolean): string {
  if (!text.includes('&')) return text;
  return text.replace(
    REFERENCE,
    (found: string, hex: string | undefined, decimal: string | undefined, name: string | undefined, semicolon: string | undefined, at: number) => {
      if (hex !== undefined) return fromNumber(hex, 16);
      if (decimal !== undefined) return fromNumber(decimal, 10);
      return fromName(name ?? '', semicolon ?? '', text.charAt(at + found.length), inAttribute);
    },
  );
}

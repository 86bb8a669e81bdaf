/** Character references of HTML (`&amp;`, `&#86;`, `&#x56`) to characters, by the rules that browsers and mail clients follow. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { BARE_HTML_ENTITIES, HTML_ENTITIES, LONGEST_BARE_ENTITY, LONGEST_ENTITY } from './html-entities.ts';

const REFERENCE = /&(?:#[xX]([0-9a-fA-F]+);?|#([0-9]+);?|([A-Za-z][A-Za-z0-9]{0,31})(;?))/y;
/** Numbers of C1 controls are read as windows-1252 (HTML, "numeric character reference end state"). */
const C1 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function fromNumber(digits: string, radix: 10 | 16): string {
  const significant = digits.replace(/^0+/, '');
  const code = significant.length > 8 ? Number.MAX_SAFE_INTEGER : Number.parseInt(significant || '0', radix);
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd';
  return code >= 0x80 && code <= 0x9f ? C1.charAt(code - 0x80) : String.fromCodePoint(code);
}

function fromName(name: string, semicolon: string, next: string, inAttribute: boolean): string {
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
  let ampersand = text.indexOf('&');
  if (ampersand < 0) return text;
  let decoded = '';
  let at = 0;
  for (; ampersand >= 0; ampersand = text.indexOf('&', at)) {
    decoded += text.slice(at, ampersand);
    const length = text.slice(ampersand, ampersand + LONGEST_ENTITY + 2).indexOf(';');
    // Most are short, and end as they should.
    const character = length > 0 ? HTML_ENTITIES.get(text.slice(ampersand + 1, ampersand + length)) : undefined;
    if (character !== undefined) {
      decoded += character;
      at = ampersand + length + 1;
      continue;
    }
    REFERENCE.lastIndex = ampersand;
    const found = REFERENCE.exec(text);
    at = ampersand + (found?.[0].length ?? 1);
    decoded += found === null ? '&' : fromMatch(found, text.charAt(at), inAttribute);
  }
  return decoded + text.slice(at);
}

function fromMatch([, hex, decimal, name, semicolon]: RegExpExecArray, next: string, inAttribute: boolean): string {
  if (hex !== undefined) return fromNumber(hex, 16);
  if (decimal !== undefined) return fromNumber(decimal, 10);
  return fromName(name ?? '', semicolon ?? '', next, inAttribute);
}

/** Where a character reference begins that may go on behind `end`; `end` if there is none. */
export function referenceStart(html: string, from: number, end: number): number {
  const ampersand = html.lastIndexOf('&', end - 1);
  if (ampersand < from || end - ampersand >= FIXED_LIMITS.htmlEntityCharacters) return end;
  return /^&#?[A-Za-z0-9]*$/.test(html.slice(ampersand, end)) ? ampersand : end;
}

/**
 * Reads the addresses of a header such as From (RFC 5322 section 3.4), strictly: whoever wants to know whose a message is
 * must not be shown one address while a mail program shows another. What does not follow the grammar is said to be unclear.
 */
import { formatAddress, parseAddress } from '../../shared/mail/address.ts';

export interface AddressList {
  /** As `local@domain`, in order. */
  readonly addresses: readonly string[];
  /** All of it could be read, and there is at least one address. */
  readonly clear: boolean;
}

type Token = { readonly kind: 'word' | 'quoted'; readonly text: string } | { readonly kind: 'special'; readonly text: string };

/**
 * A quoted string, a domain literal, a run of characters that are no specials, a special. Comments are taken out before. Where
 * none stands the list is unclear: to look for one further on would cost a hostile header the square of its length.
 */
const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|(\[[^\][]*\])|([^\s"<>,:;@()[\]\\]+)|([<>,:;@]))/sy;

const ASCII = /^\p{ASCII}*$/u;

/** One address with nothing but plain characters and no name, which needs no closer look. */
const LONE = /^[ \t]*(?:<([\w.+-]+@[\w.-]+)>|([\w.+-]+@[\w.-]+))[ \t]*$/;

/** @param raw unfolded; bytes as latin1 characters */
export function parseAddressList(raw: string): AddressList {
  const lone = LONE.exec(raw);
  if (lone !== null) {
    const address = parseAddress(lone[1] ?? lone[2] ?? '');
    return address === undefined ? { addresses: [], clear: false } : { addresses: [formatAddress(address)], clear: true };
  }
  const bare = withoutComments(ASCII.test(raw) ? raw : Buffer.from(raw, 'latin1').toString('utf8'));
  const tokens = bare === undefined ? undefined : tokenise(bare);
  if (tokens === undefined) return { addresses: [], clear: false };
  const addresses: string[] = [];
  let clear = true;
  for (const mailbox of split(tokens)) {
    const address = addressOf(mailbox);
    if (address === undefined) clear = false;
    else addresses.push(address);
  }
  return { addresses, clear: clear && addresses.length > 0 };
}

/** RFC 5322 section 3.2.2: comments nest, and backslashes hide parentheses. @returns undefined if one is not closed */
function withoutComments(text: string): string | undefined {
  if (!text.includes('(') && !text.includes(')')) return text;
  let out = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\\') {
      if (depth === 0) out += text.slice(at, at + 2);
      at += 1;
    } else if (depth === 0 && character === '"') {
      quoted = !quoted;
      out += character;
    } else if (!quoted && character === '(') {
      depth += 1;
    } else if (!quoted && character === ')') {
      if (depth === 0) return undefined;
      depth -= 1;
      out += ' ';
    } else if (depth === 0) {
      out += character;
    }
  }
  return depth === 0 ? out : undefined;
}

function tokenise(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  let end = 0;
  for (;;) {
    TOKEN.lastIndex = end;
    const match = TOKEN.exec(text);
    if (match === null) return text.slice(end).trim() === '' ? tokens : undefined;
    end = TOKEN.lastIndex;
    const [, quoted, literal, word, special] = match;
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: `"${quoted}"` });
    else if (special !== undefined) tokens.push({ kind: 'special', text: special });
    else tokens.push({ kind: 'word', text: literal ?? word ?? '' });
  }
}

/** The mailboxes between the commas; those of a group (`name: a, b;`) count as if they stood alone. */
function split(tokens: readonly Token[]): Token[][] {
  const mailboxes: Token[][] = [[]];
  // The mailbox at hand has an opening bracket: a colon that follows ends no name of a group.
  let opened = false;
  let inGroup = false;
  for (const token of tokens) {
    const special = token.kind === 'special' ? token.text : '';
    if (special === ';') inGroup = false;
    if (special === ',' || special === ';') mailboxes.push([]);
    else if (special === ':' && !opened) {
      // A name has no specials, and groups do not nest: to some readers what stands in its place is a mailbox.
      if (!inGroup && mailboxes.at(-1)?.every(({ kind }) => kind !== 'special') === true) mailboxes.pop();
      mailboxes.push([]);
      inGroup = true;
    } else {
      mailboxes.at(-1)?.push(token);
      opened ||= special === '<';
      continue;
    }
    opened = false;
  }
  // RFC 5322 section 4.4 lets commas stand with nothing between them.
  return mailboxes.filter((mailbox) => mailbox.length > 0);
}

/** `name <local@domain>` or `local@domain`; undefined for anything else. */
function addressOf(tokens: readonly Token[]): string | undefined {
  const open = tokens.findIndex(({ text, kind }) => kind === 'special' && text === '<');
  if (open < 0) return parsed(tokens);
  const name = tokens.slice(0, open);
  const close = tokens.length - 1;
  const closed = tokens[close]?.kind === 'special' && tokens[close].text === '>';
  // An address in the place of the name is what tricks of this kind are made of; a plain name has no specials.
  if (!closed || name.some(({ kind }) => kind === 'special')) return undefined;
  return parsed(tokens.slice(open + 1, close));
}

function parsed(tokens: readonly Token[]): string | undefined {
  // RFC 5322 section 4.4 once allowed blanks and comments beside the dots: to some readers the address ends there, and the rest is a name.
  if (tokens.some(({ kind }, index) => kind === 'word' && tokens[index - 1]?.kind === 'word')) return undefined;
  const address = parseAddress(tokens.map(({ text }) => text).join(''));
  return address === undefined ? undefined : formatAddress(address);
}

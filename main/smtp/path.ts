/**
 * Reads the path and the parameters of MAIL and RCPT (RFC 5321 section 4.1.2), quoted local parts included, which the
 * parser of smtp-server would cut at the first space or `@`.
 */
import { formatAddress, type MailAddress, parseAddress } from '../../shared/mail/address.ts';

export interface PathCommand {
  /** The address taken apart; undefined for the null reverse-path and for a `postmaster` without domain. */
  readonly parsed: MailAddress | undefined;
  /** '' for the null reverse-path; `postmaster` for the one recipient that needs no domain; else `local@domain`. */
  readonly address: string;
  /** It was written with more than ASCII, if only in its domain: that is for SMTPUTF8 alone (RFC 6531 section 3.5). */
  readonly international: boolean;
  /** ESMTP parameters, keys in upper case; false without any. A keyword without a value is `true`. */
  readonly args: Record<string, string | true> | false;
  /** Name of a parameter that was given twice. */
  readonly duplicate?: string;
  /** True if the path began with a source route (`@a,@b:user@domain`). It is never followed. */
  readonly sourceRouted: boolean;
}

// Keyword, colon, path in angle brackets: within it a quoted string may hold any character, `>` included.
const COMMAND = /^(mail from|rcpt to):[ \t]*<((?:"(?:[^"\\]|\\.)*"|[^<>"])*)>(?: +([^ ].*))?$/i;
const NON_ASCII = /[^\p{ASCII}]/u;
const SOURCE_ROUTE = /^@[^\s,:@]+(?:,@[^\s,:@]+)*:/;
const PARAMETER = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([\x21-\x3c\x3e-\x7e\u00a1-\uffff]+))?$/u;

/** Returns the parsed command, or undefined if its syntax is wrong. */
export function parsePathCommand(verb: 'mail from' | 'rcpt to', line: string): PathCommand | undefined {
  // Blanks at the end go first: a pattern that looks for them behind every other run of blanks takes the square of their number.
  const match = COMMAND.exec(line.slice(0, endOf(line)));
  if (match?.[1]?.toLowerCase() !== verb) return undefined;
  const whole = match[2] ?? '';
  const path = whole.replace(SOURCE_ROUTE, '');
  const parsed = parseAddress(path);
  const address = parsed === undefined ? withoutDomain(verb, path) : formatAddress(parsed);
  const parameters = parseParameters(match[3] ?? '');
  if (address === undefined || parameters === undefined) return undefined;
  return { parsed, address, international: NON_ASCII.test(whole), ...parameters, sourceRouted: path !== whole };
}

/** Where the blanks at the end of the line begin. */
function endOf(line: string): number {
  let end = line.length;
  while (line[end - 1] === ' ' || line[end - 1] === '\t') end -= 1;
  return end;
}

/** The paths that need no domain: the null reverse-path, and postmaster. */
function withoutDomain(verb: 'mail from' | 'rcpt to', path: string): string | undefined {
  if (verb === 'mail from') return path === '' ? '' : undefined;
  // RFC 5321 section 4.1.1.3: RCPT TO:<postmaster> without a domain must be accepted.
  return path.toLowerCase() === 'postmaster' ? 'postmaster' : undefined;
}

function parseParameters(text: string): { args: PathCommand['args']; duplicate?: string } | undefined {
  if (text === '') return { args: false };
  const args: Record<string, string | true> = {};
  let duplicate: string | undefined;
  for (const word of text.split(/ +/)) {
    const [, keyword, value] = PARAMETER.exec(word) ?? [];
    if (keyword === undefined) return undefined;
    const key = keyword.toUpperCase();
    if (Object.hasOwn(args, key)) duplicate = key;
    args[key] = value ?? true;
  }
  return { args, ...(duplicate === undefined ? {} : { duplicate }) };
}

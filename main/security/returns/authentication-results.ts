/** The Authentication-Results field (RFC 8601): writes ours, and takes out those that pretend to be ours. */

export interface MethodResult {
  readonly method: string;
  readonly result: string;
  /** Why, in words of our own, without quotes. */
  readonly reason?: string;
  /** Such as `header.d`; hostile text. */
  readonly properties: Readonly<Record<string, string>>;
}

/** RFC 8601 section 2.2: `pvalue` without quotes. What does not fit says nothing that a reader needs. */
const PLAIN_VALUE = /^[A-Za-z0-9._:[\]-]{1,253}$/;
const RESULT = /^[a-z]{1,20}$/;

/** The field with its CR LF; a clause on each line. */
export function resultsField(hostname: string, methods: readonly MethodResult[]): string {
  let field = `Authentication-Results: ${hostname}`;
  for (const { method, result, reason, properties } of methods) {
    field += `;\r\n\t${method}=${RESULT.test(result) ? result : 'permerror'}`;
    if (reason !== undefined) field += ` reason="${reason}"`;
    for (const [name, value] of Object.entries(properties)) if (PLAIN_VALUE.test(value)) field += ` ${name}=${value}`;
  }
  return `${field}\r\n`;
}

const FIELD = /^authentication-results[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*/gim;

/**
 * The header section without the fields that bear our own name: whoever reads mail here believes those (RFC 8601 section 5).
 * Those of others stay, for whoever believes them.
 */
export function withoutForgedResults(head: Buffer, hostname: string): Buffer {
  // Bytes as characters: nothing else is understood here.
  const text = head.toString('latin1');
  if (!FIELD.test(text)) return head;
  FIELD.lastIndex = 0;
  const own = Buffer.from(hostname, 'utf8').toString('latin1').toLowerCase();
  return Buffer.from(
    text.replaceAll(FIELD, (field) => (authservId(field) === own ? '' : field)),
    'latin1',
  );
}

/** The name of the server that says so, whatever comments and quotes stand around it. */
function authservId(field: string): string {
  const value = field.slice(field.indexOf(':') + 1).replaceAll(/\r?\n/g, '');
  NAME.lastIndex = afterComments(value);
  const [, quoted, plain] = NAME.exec(value) ?? [];
  return (quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '').toLowerCase();
}

const NAME = /"((?:[^"\\]|\\.)*)"|([^\s;(]+)/y;

/**
 * Where the first thing stands that is neither blank nor within a comment. Comments nest (RFC 5322 section 3.2.2), thousands of
 * times over in a hostile header: one pass, and a number for the depth. Only these are of interest; what stands
 * further on, closed or not, is no part of the name.
 */
function afterComments(value: string): number {
  let depth = 0;
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? '';
    if (character === '(') depth += 1;
    else if (depth === 0 && !/\s/.test(character)) return at;
    else if (character === ')') depth -= 1;
    else if (character === '\\') at += 1;
  }
  return value.length;
}

/** The part behind the last `@`, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

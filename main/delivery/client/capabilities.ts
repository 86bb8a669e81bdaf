/** What a mail host says that it can, in its answer to EHLO (RFC 5321 section 4.1.1.1). */
export interface Capabilities {
  /** Keyword in upper case to its parameters. */
  readonly keywords: ReadonlyMap<string, string>;
  /** Bytes that a message may have (RFC 1870); undefined for no fixed limit. */
  readonly size: number | undefined;
  /** Mechanisms of AUTH. */
  readonly mechanisms: ReadonlySet<string>;
}

export const NO_CAPABILITIES: Capabilities = { keywords: new Map(), size: undefined, mechanisms: new Set() };

/** @param lines of the reply, the greeting first */
export function parseCapabilities(lines: readonly string[]): Capabilities {
  const keywords = new Map<string, string>();
  for (const line of lines.slice(1)) {
    // Old servers write AUTH=LOGIN.
    const [keyword = '', ...parameters] = line
      .trim()
      .replace(/^AUTH=/i, 'AUTH ')
      .split(/\s+/);
    keywords.set(keyword.toUpperCase(), [keywords.get(keyword.toUpperCase()) ?? '', ...parameters].join(' ').trim());
  }
  const size = Number(keywords.get('SIZE') ?? 0);
  return {
    keywords,
    size: Number.isSafeInteger(size) && size > 0 ? size : undefined,
    mechanisms: new Set((keywords.get('AUTH') ?? '').toUpperCase().split(' ')),
  };
}

/**
 * Recipients elsewhere, as people write them and in every form that has ever fooled a server into relaying. None of them may be
 * taken from a stranger, whatever the settings say: test/security/relaying.test.ts holds the engine to it, the open-relay test
 * the listeners that run.
 */

/** `example.com` is reserved and takes no mail (RFC 2606); nothing is sent to it anyway. @param local a domain of this server */
export function recipientForms(local: string): readonly string[] {
  return [
    'victim@example.com',
    'VICTIM@EXAMPLE.COM',
    '"victim"@example.com',
    'victim@[192.0.2.1]',
    'victim@[127.0.0.1]',
    `victim@${lookalike(local)}`,
    `victim@${local}.example.com`,
    `victim%example.com@${local}`,
    'victim%example.com@[127.0.0.1]',
    `example.com!victim@${local}`,
    `${local}!victim@example.com`,
    `@${local}:victim@example.com`,
    `@${local},@other.test:victim@example.com`,
    `"victim@example.com"@${local}`,
    `"victim%example.com"@${local}`,
    `victim@example.com@${local}`,
    `victim@${local}@example.com`,
    'victim@example.com.',
    `victim@${local} .example.com`,
    'victim@ example.com',
    'victim@',
    'victim',
    '@example.com',
    '',
    '""@example.com',
    `"\\"victim\\"@example.com"@${local}`,
    'victim@@example.com',
    '<victim@example.com>',
    `victim@${local.toUpperCase()}%example.com`,
    `victim@example.com\u0000@${local}`,
  ];
}

/** The domain with its first letter that has a twin in another script replaced by that: another domain, which looks the same. */
function lookalike(domain: string): string {
  const twins: Readonly<Record<string, string>> = { a: 'а', e: 'е', o: 'о', c: 'с', p: 'р', x: 'х' };
  const at = domain.search(/[aeocpx]/);
  return at < 0 ? `х${domain}` : domain.slice(0, at) + (twins[domain[at] ?? ''] ?? '') + domain.slice(at + 1);
}

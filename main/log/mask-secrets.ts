/**
 * The second line of defence: sessions leave passwords out of what they hand in, and should one forget, this masks
 * them. It rather hides too much than too little: after a secret nothing more of the text is shown.
 */

/** Cheap, and false for nearly every event. */
const SUSPECT = /auth|pass|apop|token|secret/i;

const SECRETS = [
  /** A command as a client says it: AUTH (RFC 4954, RFC 5034), PASS and APOP (RFC 1939), in any case, after any rubbish. */
  /^([^\w\r\n]*(?:C:[^\S\r\n]*)?(?:AUTH[^\S\r\n]+[\w-]+|PASS|APOP[^\S\r\n]+\S+)[^\S\r\n]+)\S[^]*/im,
  /** The same within a sentence. Lower-case "pass" is an English word there. */
  /\b((?:AUTH|auth|Auth)\s+(?:PLAIN|LOGIN|CRAM-MD5|DIGEST-MD5|NTLM|GSSAPI|EXTERNAL|XOAUTH2|OAUTHBEARER|SCRAM-[\w-]+)\s+|\bPASS\s+)\S[^]*/,
  /** What HTTP and our own sign-in links use. */
  /\b((?:proxy-)?authorization:\s*\w+\s+)\S[^]*/i,
  /\b((?:token|passw(?:or)?d|secret)=)[^\s&][^]*/i,
];

/** Returns `text` with the arguments of AUTH, PASS and APOP, tokens and passwords replaced by `(secret)`. */
export function maskSecrets(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return SECRETS.reduce((masked, secret) => masked.replace(secret, '$1(secret)'), text);
}

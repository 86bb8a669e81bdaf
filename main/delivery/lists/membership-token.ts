/** What proves that somebody wants to leave a list who got mail of it: signed with a secret of this installation, good as long as the membership. */
import { createHmac } from 'node:crypto';

const BYTES = 10;

/** For a local part: lower case, since hosts on the way may change the case. @param list and @param member are keys of addresses */
export function membershipToken(secret: string, list: string, member: string): string {
  return createHmac('sha256', secret).update(`${list}\0${member}`).digest().subarray(0, BYTES).toString('hex');
}

/** Who did not get a post that comes back: another one than that for leaving, since every host on the way sees it. */
export function bounceToken(secret: string, list: string, member: string): string {
  return membershipToken(secret, `bounces ${list}`, member);
}

/** Up to whom a post has been handed out: nobody outside can make it up. */
export function progressToken(secret: string, list: string, member: string): string {
  return membershipToken(secret, `handed out ${list}`, member);
}

/** The path of the one-click address of a member. */
export function unsubscribePath(secret: string, list: string, member: string): string {
  return `unsubscribe/${Buffer.from(JSON.stringify([list, member])).toString('base64url')}.${membershipToken(secret, list, member)}`;
}

/** @returns the list and the member of a path that `unsubscribePath` has made; undefined for any other */
export function membershipOf(secret: string, path: string): { readonly list: string; readonly member: string } | undefined {
  const [, who = '', token] = /^unsubscribe\/([\w-]{1,2000})\.([0-9a-f]{20})$/.exec(path) ?? [];
  if (token === undefined) return undefined;
  const [list, member, ...more] = stringsIn(Buffer.from(who, 'base64url').toString());
  if (list === undefined || member === undefined || more.length > 0) return undefined;
  return membershipToken(secret, list, member) === token ? { list, member } : undefined;
}

function stringsIn(json: string): string[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  } catch {
    return []; // Somebody has made the address up.
  }
}

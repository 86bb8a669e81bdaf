/** Does a decision fit what a search asks for? Judged on the fields of its line: most lines that are looked at do not fit, and making decisions of them would cost ten times as much. */
import type { DecisionFilter } from '../../shared/admin-api/decisions.ts';
import { type AddressRange, contains, parseAddressRange } from '../../shared/net/address-range.ts';
import { formatIp, parseIp } from '../../shared/net/ip-address.ts';
import { domainOf, findingKey, isTelling, mailKey, mailText, rangeKey, remoteKey, sessionKey, traceKey } from './decision-keys.ts';
import { type HeadFields, headField, headList, reversePathOf, stepsOf } from './decision-line.ts';
import { foldCase } from './fold-case.ts';

/** Keys that a chunk with a fitting decision holds, all of them. */
export function wantedKeys(filter: DecisionFilter): readonly string[] {
  const { sessionId, traceId, remoteAddress, option, verdict, reason } = filter;
  const keys = [filter.address, filter.sender, filter.recipient, filter.login].filter((address) => address !== undefined).map(mailKey);
  if (sessionId !== undefined) keys.push(sessionKey(sessionId));
  if (traceId !== undefined) keys.push(traceKey(traceId));
  if (option !== undefined || verdict !== undefined || reason !== undefined) keys.push(findingKey(option, verdict, reason));
  if (remoteAddress !== undefined) {
    const range = parseAddressRange(remoteAddress);
    const key = range === undefined || isOneAddress(range) ? remoteKey(usualSpelling(remoteAddress)) : rangeKey(range);
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

/** As the system writes the addresses of clients. */
function usualSpelling(address: string): string {
  const ip = parseIp(address);
  return ip === undefined ? address : formatIp(ip);
}

/** An address whose domain can be written in several ways stands in a head in any of them, and a name beyond ASCII composed or not. */
const SEVERAL_WAYS = /[^\p{ASCII}]|"|@.*xn--/iu;

/** What must stand in a head that fits, in any case and somewhere: looking for that first is far cheaper than taking a head apart. Folded. */
export function headNeedles({
  address,
  sender,
  recipient,
  login,
  sessionId,
  traceId,
  remoteAddress,
  option,
  verdict,
  reason,
}: DecisionFilter): readonly string[] {
  const range = remoteAddress === undefined ? undefined : parseAddressRange(remoteAddress);
  const remote = range === undefined || isOneAddress(range) ? remoteAddress && usualSpelling(remoteAddress) : undefined;
  const finding = [option, verdict, reason].filter((part) => part !== undefined).join(' ');
  const parts = option !== undefined && reason !== undefined && verdict === undefined ? [option, reason] : [finding];
  const mails = [address, sender, recipient, login].filter((mail) => mail === undefined || !SEVERAL_WAYS.test(mail));
  return [...mails, sessionId, traceId, remote, ...parts].filter((part) => part !== undefined && part !== '').map((part) => foldCase(part ?? ''));
}

function isOneAddress({ first, last }: AddressRange): boolean {
  return first === last;
}

/** A test of heads; all but the text. */
export function headTest(filter: DecisionFilter): (fields: HeadFields) => boolean {
  const tests: ((fields: HeadFields) => boolean)[] = [];
  const { since, until, sessionId, traceId, remoteAddress } = filter;
  if (since !== undefined) tests.push((fields) => Number(headField(fields, 'at')) >= since);
  if (until !== undefined) tests.push((fields) => Number(headField(fields, 'at')) <= until);
  if (sessionId !== undefined) tests.push((fields) => headField(fields, 'sessionId') === sessionId);
  if (traceId !== undefined) tests.push((fields) => headField(fields, 'traceId') === traceId);
  if (remoteAddress !== undefined) tests.push(remoteTest(remoteAddress));
  tests.push(...mailTests(filter));
  const finding = findingTest(filter);
  if (finding !== undefined) tests.push(finding);
  return (fields) => tests.every((test) => test(fields));
}

function remoteTest(wanted: string): (fields: HeadFields) => boolean {
  const range = parseAddressRange(wanted);
  const usual = usualSpelling(wanted);
  if (range === undefined || isOneAddress(range)) return (fields) => headField(fields, 'remoteAddress') === usual;
  return (fields) => {
    const remote = parseAddressRange(headField(fields, 'remoteAddress'));
    return remote !== undefined && contains(range, remote);
  };
}

function mailTests({ address, sender, recipient, login }: DecisionFilter): ((fields: HeadFields) => boolean)[] {
  const senders = (fields: HeadFields): readonly string[] => [reversePathOf(fields) ?? ''];
  const recipients = (fields: HeadFields): readonly string[] => headList(fields, 'recipients');
  const logins = (fields: HeadFields): readonly string[] => [headField(fields, 'login')];
  const asked: readonly (readonly [string | undefined, (fields: HeadFields) => readonly string[]])[] = [
    [address, (fields) => [...senders(fields), ...logins(fields), ...recipients(fields)]],
    [sender, senders],
    [recipient, recipients],
    [login, logins],
  ];
  return asked.flatMap(([wanted, addresses]) => (wanted === undefined ? [] : [mailTest(wanted, addresses)]));
}

function mailTest(wanted: string, addresses: (fields: HeadFields) => readonly string[]): (fields: HeadFields) => boolean {
  const known = mailText(wanted);
  const fits = wanted.startsWith('@')
    ? (address: string): boolean => mailText(domainOf(address) ?? '') === known
    : (address: string): boolean => address !== '' && mailText(address) === known;
  return (fields) => addresses(fields).some(fits);
}

function findingTest({ option, verdict, reason }: DecisionFilter): ((fields: HeadFields) => boolean) | undefined {
  if (option === undefined && verdict === undefined && reason === undefined) return undefined;
  return (fields) =>
    headList(fields, 'marks').some((mark, place) => {
      const [check, itsVerdict, itsReason] = mark.split(' ');
      if (!isTelling(itsVerdict, place)) return false;
      return (option === undefined || check === option) && (verdict === undefined || itsVerdict === verdict) && (reason === undefined || itsReason === reason);
    });
}

/** @param needle folded */
export function headHasText(fields: HeadFields, needle: string): boolean {
  const lists = [...headList(fields, 'recipients'), ...headList(fields, 'from'), ...headList(fields, 'attachments')];
  const texts = [headField(fields, 'remoteAddress'), headField(fields, 'helo'), headField(fields, 'login'), reversePathOf(fields) ?? ''];
  return [...texts, headField(fields, 'subject').slice(1), ...lists].some((text) => foldCase(text).includes(needle));
}

/** @param needle folded */
export function bodyHasText(body: string, needle: string): boolean {
  return stepsOf(body).some(([, , , input = '', ...more]) => {
    const [, , , entry = '', detail = ''] = more;
    return [input, entry, detail].some((text) => foldCase(text).includes(needle));
  });
}

/**
 * What comes back for a member of a list (RFC 3464): it goes to the owner, and where mail for the member comes back for good on
 * several days the member gets nothing any more, until somebody adds it again.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { MessageReader } from '../../store/mail-store.ts';
import type { MemberStanding } from '../../store/mail-services.ts';

const DAY = 86_400_000;

/** The standing after a message has come back for good; the same one where that changes nothing. */
export function afterBounce(standing: MemberStanding, now: number): MemberStanding {
  const { bounceDays, bouncedAt, suspendedAt } = standing;
  const day = (at: number): number => Math.floor(at / DAY);
  if (suspendedAt > 0 || (bounceDays > 0 && day(bouncedAt) === day(now))) return standing;
  const before = now - bouncedAt > FIXED_LIMITS.listBounceMemoryDays * DAY ? 0 : bounceDays;
  const days = before + 1;
  return { bounceDays: days, bouncedAt: now, suspendedAt: days >= FIXED_LIMITS.listBounceDays ? now : 0 };
}

/** What a Gatepost says of mail that it has lost itself (main/delivery/runner/handover.ts): of the member it says nothing. */
const LOST_BY_US = /^status[ \t]*:[ \t]*5\.3\.0[ \t]*\r?\ndiagnostic-code[ \t]*:[ \t]*x-gatepost[ \t]*;/im;

/**
 * True for a report that the message was refused for good: whoever was away, or had a full mailbox, is not meant, nor where the message was lost
 * before it left, or was to travel encrypted all the way (RFC 8689 section 4.2.1: 5.7.30). All other posts may still reach the member.
 */
export async function isRefusal(report: MessageReader): Promise<boolean> {
  // RFC 3464 section 2: a report has no sender.
  if (report.reversePath !== '') return false;
  let text = '';
  for await (const piece of report.chunks()) {
    text += piece.toString('latin1');
    if (text.length > FIXED_LIMITS.listReportBytes) break;
  }
  return /^action[ \t]*:[ \t]*failed\b/im.test(text) && /^status[ \t]*:[ \t]*5\.(?!2\.2\b|7\.30\b)/im.test(text) && !LOST_BY_US.test(text);
}

/** Whether something is good or bad, as icon and colour show it beside the words. */
import type { Verdict } from '../../shared/decisions/verdicts.ts';
import type { EventKind } from '../../shared/events.ts';

export type Tone = 'good' | 'watch' | 'bad' | 'plain';

const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
  pass: 'good',
  'grant-relay': 'good',
  tag: 'watch',
  quarantine: 'watch',
  discard: 'watch',
  bounce: 'watch',
  defer: 'watch',
  reject: 'bad',
  disconnect: 'bad',
};

export function toneOfVerdict(verdict: Verdict): Tone {
  return VERDICT_TONES[verdict];
}

const KIND_TONES: Partial<Readonly<Record<EventKind, Tone>>> = {
  'message-accepted': 'good',
  'message-delivered': 'good',
  'message-released': 'good',
  'relay-sent': 'good',
  'login-succeeded': 'good',
  'message-held': 'watch',
  'message-discarded': 'watch',
  'relay-deferred': 'watch',
  'host-failed': 'watch',
  'session-refused': 'bad',
  'tls-failed': 'bad',
  'login-failed': 'bad',
  'sender-refused': 'bad',
  'recipient-refused': 'bad',
  'message-refused': 'bad',
  'relay-failed': 'bad',
};

export function toneOfKind(kind: EventKind): Tone {
  return KIND_TONES[kind] ?? 'plain';
}

import { describe, expect, it } from 'vitest';
import { decisionFilterSchema } from '../../shared/admin-api/decisions.ts';
import { newSessionId, newTraceId } from '../../main/ids.ts';
import {
  fromMessageSearch,
  isAsked,
  meant,
  type MessageForm,
  NO_FORM,
  toDecisionFilter,
  toMessageSearch,
} from '../../renderer/windows/messages/message-filter.ts';

describe('the one field for anyone and anything', () => {
  it.each([
    ['anna@example.com', { address: 'anna@example.com' }],
    ['<anna@example.com>', { address: 'anna@example.com' }],
    ['@example.com', { address: '@example.com' }],
    ['192.0.2.7', { remoteAddress: '192.0.2.7' }],
    ['192.0.2.0/24', { remoteAddress: '192.0.2.0/24' }],
    ['2001:db8::/32', { remoteAddress: '2001:db8::/32' }],
    ['your invoice', { text: 'your invoice' }],
    ['re: anna@example.com', { text: 're: anna@example.com' }],
    ['information', { text: 'information' }],
    ['  ', {}],
  ])('takes %s for what it is', (typed, filter) => {
    expect(meant(typed)).toEqual(filter);
  });

  it('knows the ids of messages and sessions', () => {
    const traceId = newTraceId(Date.UTC(2026, 10, 25));
    expect(meant(traceId)).toEqual({ traceId });
    let sessionId = newSessionId();
    // One in a hundred has no figure, and is looked for as a text.
    while (!/\d/.test(sessionId)) sessionId = newSessionId();
    expect(meant(sessionId)).toEqual({ sessionId });
  });
});

describe('the search of the trace', () => {
  const full: MessageForm = {
    ...NO_FORM,
    find: 'invoice',
    sender: ' eve@evil.example ',
    recipient: '@local.test',
    verdict: 'reject',
    option: 'filters',
    reason: 'text-filtered',
    range: 'week',
  };

  it('asks the server for all of it, in the terms of the admin API', () => {
    const asked = toDecisionFilter(full, 1_000_000_000);
    expect(decisionFilterSchema.parse(asked)).toEqual(asked);
    expect(asked).toEqual({
      text: 'invoice',
      sender: 'eve@evil.example',
      recipient: '@local.test',
      verdict: 'reject',
      option: 'filters',
      reason: 'text-filtered',
      since: 1_000_000_000 - 7 * 86_400_000,
    });
  });

  it('comes back from the address of the window as it went there', () => {
    expect(fromMessageSearch(toMessageSearch(full))).toEqual(full);
    expect(toMessageSearch(NO_FORM)).toEqual({});
    expect(isAsked(NO_FORM)).toBe(false);
    expect(isAsked(full)).toBe(true);
  });
});

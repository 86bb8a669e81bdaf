import { describe, expect, it } from 'vitest';
import { subjectsOf, wholeLine } from '../../renderer/windows/log/line-subjects.ts';
import { postmasterReport } from '../../renderer/windows/log/postmaster-report.ts';
import { logEvent } from './log-event-maker.ts';

const line = logEvent(1, { remoteAddress: '192.0.2.7', text: 'MAIL FROM:<eve@evil.example> SIZE=5' });

describe('what a line of the log is about', () => {
  it('is its client, the sender that it names, and that sender as the text to filter by', () => {
    expect(subjectsOf(line, '')).toEqual({ address: '192.0.2.7', sender: 'eve@evil.example', text: 'eve@evil.example' });
  });

  it('is the selected text, where there is some', () => {
    expect(subjectsOf(line, ' cheap pills ')).toEqual({ address: '192.0.2.7', sender: 'eve@evil.example', text: 'cheap pills' });
  });

  it('is the selected address, of a client or of a sender', () => {
    expect(subjectsOf(line, '2001:db8::1').address).toBe('2001:db8::1');
    expect(subjectsOf(line, '<other@evil.example>').sender).toBe('other@evil.example');
  });

  it('is all of it for whoever makes a filter of some of it, but for what the server says of itself', () => {
    expect(wholeLine({ ...line, sessionId: 's1' }, 'eve@evil.example')).toBe('MAIL FROM:<eve@evil.example> SIZE=5');
    expect(wholeLine({ ...line, sessionId: 's1' }, line.text)).toBe('');
    expect(wholeLine(logEvent(1, { kind: 'server', text: 'listening', sessionId: undefined }), '')).toBe('');
  });

  it('is nothing to filter by in what the server says of itself', () => {
    expect(subjectsOf(logEvent(1, { kind: 'server', text: 'listening' }), '').text).toBe('');
  });

  it.each([
    ['MAIL FROM:<eve@evil.example> BODY=8BITMIME', 'eve@evil.example'],
    ['mail from: eve@evil.example', 'eve@evil.example'],
    ['MAIL FROM:<> SIZE=5', ''],
    ['RCPT TO:<boss@local.test> NOTIFY=NEVER', 'boss@local.test'],
    ['EHLO spam.example', 'spam.example'],
    ['rcpt to: boss@local.test', 'boss@local.test'],
    ['BDAT 1024 LAST', ''],
    ['VRFY boss', ''],
    ['DATA', ''],
  ])('is never the command itself: %s', (text, proposed) => {
    expect(subjectsOf(logEvent(1, { kind: 'command', text }), '').text).toBe(proposed);
  });

  it.each([
    ['RETR 1', ''],
    ['DELE 12', ''],
    ['USER boss@local.test', 'boss@local.test'],
  ])('is of a POP3 client at most who it is: %s', (text, proposed) => {
    expect(subjectsOf(logEvent(1, { kind: 'command', protocol: 'pop3', text }), '').text).toBe(proposed);
  });

  it.each([
    'session-opened',
    'session-closed',
    'tls-started',
    'tls-failed',
    'login-succeeded',
    'message-fetched',
    'message-deleted',
    'message-queued',
  ] as const)('is never what the server itself notes: %s', (kind) => {
    expect(subjectsOf(logEvent(1, { kind, text: 'by the client, after 3 commands' }), '').text).toBe('');
  });

  it('is no whole line either where only the server speaks', () => {
    expect(wholeLine(logEvent(1, { kind: 'session-closed', sessionId: 's1', text: 'after 0.6 s, 6 messages accepted' }), '')).toBe('');
    expect(wholeLine({ ...line, sessionId: 's1' }, '')).toBe(line.text);
  });

  it('is whom the server has refused', () => {
    expect(subjectsOf(logEvent(1, { kind: 'recipient-refused', text: '<nobody@local.test> is not here' }), '').text).toBe('nobody@local.test');
  });

  it('is the selected text exactly, even if that is a whole command', () => {
    expect(subjectsOf(line, 'MAIL FROM:<eve@evil.example>').text).toBe('MAIL FROM:<eve@evil.example>');
  });
});

describe('the text for the other postmaster', () => {
  const report = postmasterReport({
    server: 'mail.local.test',
    sessionId: 'session1',
    remoteAddress: '192.0.2.7',
    events: [
      logEvent(1, { kind: 'session-opened', text: 'from port 1 to port 25' }),
      line,
      logEvent(3, { kind: 'message-refused', reason: 'text-filtered', text: 'the entry SECRET-ENTRY matched' }),
      logEvent(4, { kind: 'message-delivered', account: 'boss@local.test', text: 'in the mailbox of boss@local.test' }),
    ],
    moreEvents: false,
    decisions: [{ reversePath: 'eve@evil.example', recipients: ['info@local.test'], reason: 'text-filtered' }],
  });

  it('has times, what was said, and the reply', () => {
    expect(report).toContain('C: MAIL FROM:<eve@evil.example> SIZE=5');
    expect(report).toMatch(/^2023-11-14 22:13:20\.001 {2}Connected$/m);
    expect(report).toContain('Message from <eve@evil.example> to <info@local.test>');
    expect(report.match(/550 5\.7\.1 The message was refused because of its content/g)).toHaveLength(2);
  });

  it('has no entry of a list, and nobody else who gets the mail', () => {
    expect(report).not.toContain('SECRET-ENTRY');
    expect(report).not.toContain('boss@local.test');
  });
});

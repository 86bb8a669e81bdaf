/** The details of an event in a German window: what it means first, and below it the line as the log has it. */
import { expect, test, vi } from 'vitest';
import { logEvent } from './log-event-maker.ts';

vi.stubGlobal('navigator', { languages: ['de-DE'] });
const { eventAsText, eventFields } = await import('../../renderer/windows/log/event-fields.ts');
const { saidOfEvent } = await import('../../renderer/texts.ts');

test('an event says what it means in the language of the window, and its line stays', () => {
  const event = logEvent(1, { kind: 'message-queued', text: 'for <bob@far.test>' });
  const fields = eventFields(event);
  expect(fields.slice(0, 2)).toEqual([
    { id: 'meaning', value: 'Für <bob@far.test>' },
    { id: 'text', value: 'for <bob@far.test>' },
  ]);
  expect(fields.filter(({ id }) => id === 'text')).toHaveLength(1);
  expect(eventAsText(event)).toMatch(/^Bedeutung: Für <bob@far\.test>\nText: for <bob@far\.test>\nZeit: /);
});

test('what was said on the wire is told as it was said, even where it sounds like one of ours', () => {
  for (const event of [
    logEvent(1, { kind: 'command', level: 'debug', text: 'logged in' }),
    logEvent(2, { kind: 'reply', level: 'debug', text: '250 2.1.0 Accepted' }),
  ]) {
    expect(eventFields(event).map(({ id }) => id)).not.toContain('meaning');
    expect(eventFields(event).at(-1)).toEqual({ id: 'text', value: event.text });
    expect(saidOfEvent(event)).toBe(event.text);
  }
  expect(saidOfEvent(logEvent(3, { kind: 'command', level: 'warning', text: 'a command where it does not belong' }))).toBe('Ein Befehl an der falschen Stelle');
});

test.each([
  ['logged in: 3 messages (1880 bytes)', 'Angemeldet; Nachrichten: 3 (1880 Bytes)'],
  ['restored the settings of revision 8 (revision 11): {"a": 1}', 'Einstellungen von Revision 8 wiederhergestellt (Revision 11): {"a": 1}'],
  [
    'from <a@x.test> to <b@y.test>: the mail hosts of y.test could not be looked up: SERVFAIL',
    'Von <a@x.test> an <b@y.test>: Die Mailserver von y.test ließen sich nicht nachschlagen: SERVFAIL',
  ],
])('of sentences of which one would take another along, each is whole: %s', (text, said) => {
  expect(saidOfEvent(logEvent(1, { kind: 'login-succeeded', text }))).toBe(said);
});

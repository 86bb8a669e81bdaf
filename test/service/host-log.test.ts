import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { makeEvent } from '../../main/log/make-event.ts';
import { HostLog } from '../../main/service/host-log.ts';

it.each([
  [
    'all fields',
    { sessionId: 's1', traceId: 't1', remoteAddress: '192.0.2.1', account: 'anna@example.com', reason: 'accepted', text: 'from <> to <a@example.com>' },
  ],
  ['none but those that must be', { text: '' }],
  ['quotes, backslashes, controls and odd characters', { account: '"a\\b"@example.com', text: 'say "hello" \\ \r\n\t\u0000 \u{202e} \ud800 ü €' }],
] as const)('an event with %s is written as JSON', (_what, more) => {
  const stdout = new PassThrough();
  const log = new HostLog(stdout, true);
  log.ready('{}\n');
  const event = makeEvent(7, 1_795_704_324_571, { kind: 'command', level: 'debug', protocol: 'smtp', ...more });
  log.take(event);
  log.end();
  const [, line] = String(stdout.read()).split('\n');
  expect(line).toBe(JSON.stringify(event));
});

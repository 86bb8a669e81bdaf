import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { LossyLines, bytes, eventLine, table } from '../../main/service/output.ts';

test('a table lines up, with numbers to the right and hostile text shown escaped', () => {
  const rows = [
    { name: 'a\u001b[31m\u202e', count: 7 },
    { name: 'bb', count: 1234 },
  ];
  expect(table(rows, { NAME: ({ name }) => name, COUNT: ({ count }) => count })).toBe(
    ['NAME               COUNT', 'a\\x1b[31m\\u{202e}      7', 'bb                  1234', ''].join('\n'),
  );
});

test('bytes are put in the unit that fits', () => {
  expect([0, 1023, 1024, 1536 * 1024, 3 * 1024 ** 3].map(bytes)).toEqual(['0 B', '1023 B', '1.0 KiB', '1.5 MiB', '3.0 GiB']);
});

test('an event is one line with all that belongs to it', () => {
  const event = {
    id: 1,
    at: 0,
    kind: 'login-failed',
    level: 'warning',
    protocol: 'pop3',
    sessionId: 's1',
    remoteAddress: '192.0.2.1',
    account: 'a@b.test',
    text: 'wrong password',
  } as const;
  expect(eventLine(event)).toMatch(/^1970-01-01 \d\d:\d\d:00 {2}warning {2}pop3 {9}Login failed {2}192\.0\.2\.1 a@b\.test {2}wrong password {2}\[s1\]\n$/);
});

test('a reader that does not read loses lines and is told how many; memory stays bounded', async () => {
  const heard: string[] = [];
  let reading: (() => void) | undefined;
  const reader = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      heard.push(chunk);
      // The first piece is stuck until the reader reads on; from then on it keeps up.
      if (heard.length > 1) done();
      else reading = done;
    },
  });
  const lines = new LossyLines(reader, (lost) => `${lost} lost\n`);
  const line = `${'x'.repeat(1023)}\n`;
  for (let count = 0; count < 10_000; count += 1) {
    lines.write(line);
    if (count % 100 === 0) lines.flush();
  }
  expect(reader.writableLength).toBeLessThan(5 * 1024 * 1024);
  lines.flush();
  reading?.();
  await expect.poll(() => reader.writableLength).toBe(0);
  lines.write('last\n');
  lines.flush();
  await expect.poll(() => heard.join('')).toMatch(/last\n$/);
  const kept = heard
    .join('')
    .split('\n')
    .filter((text) => text.startsWith('xxx')).length;
  expect(kept).toBeLessThan(5000);
  expect(heard.join('')).toContain(`\n${10_000 - kept} lost\nlast\n`);
});

test('a reader that has gone away is no error', () => {
  const gone = new PassThrough();
  const lines = new LossyLines(gone, () => '');
  gone.destroy(new Error('EPIPE'));
  lines.write('nobody hears this\n');
});

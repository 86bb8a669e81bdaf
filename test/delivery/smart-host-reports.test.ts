/** What senders are told of trouble between this server and its smart host, of which the server of the recipient knows nothing. */
import { expect, test } from 'vitest';
import { world } from './world.ts';

const HOUR = 3_600_000;

test.each([
  ['delayed', 5],
  ['failed', 24 * 6],
])('a login that fails is told as such, with the host that was asked, and not as a recipient whose server did not answer: %s', async (action, hours) => {
  const { settings, host, queue, start } = await world({});
  await host('127.0.0.2', (what) => {
    if (what.startsWith('EHLO')) return '250-scripted\r\n250 AUTH PLAIN';
    return what.startsWith('AUTH') ? '535 5.7.8 wrong password' : undefined;
  });
  const { delivery } = settings.current;
  delivery.smartHost = { host: '127.0.0.2', port: delivery.port, tls: 'none', user: 'us', password: 'secret' };
  queue.add(['late@plain.test'], { entry: { queuedAt: -hours * HOUR } });
  start();
  await expect.poll(() => queue.reports.length).toBe(1);
  expect(queue.reports).toMatchObject([{ action, fates: [{ enhanced: '4.7.8', remoteHost: '127.0.0.2' }] }]);
  expect(queue.reports[0]?.fates[0]?.reason).toBe(
    'The mail server 127.0.0.2, by which this server sends mail for plain.test, refused its login. (the login at 127.0.0.2 was refused: 535 5.7.8 wrong password)',
  );
});

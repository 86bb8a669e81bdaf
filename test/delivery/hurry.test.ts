import { expect, test, vi } from 'vitest';
import type { SmtpClient } from '../../main/delivery/client/smtp-client.ts';
import { hurryOne } from '../../main/delivery/runner/hurry.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';

const { deliveryHurriedSeconds: OPENING, deliveryHurriedEnvelopeSeconds: ENVELOPE } = FIXED_LIMITS;

test('gives up whoever has overdrawn its time by most, and nobody before that; one that takes content never', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const closed: string[] = [];
  const waiting = (name: string, what?: 'opening' | 'envelope'): Pick<SmtpClient, 'wait' | 'close'> => {
    const wait = what === undefined ? undefined : { what, since: performance.now() };
    const client = {
      get wait() {
        return closed.includes(name) ? undefined : wait;
      },
      close: (why = ''): void => {
        closed.push(name);
        expect(why).toContain(`did not answer within ${what === 'opening' ? OPENING : ENVELOPE} seconds`);
      },
    };
    return client;
  };
  const clients = [waiting('takes content'), waiting('mail', 'envelope'), waiting('greeting', 'opening')];
  vi.advanceTimersByTime(OPENING * 1000 - 1);
  hurryOne(clients);
  expect(closed).toEqual([]);
  vi.advanceTimersByTime(1);
  hurryOne(clients);
  hurryOne(clients);
  expect(closed).toEqual(['greeting']);
  vi.advanceTimersByTime((ENVELOPE - OPENING) * 1000);
  hurryOne(clients);
  hurryOne(clients);
  expect(closed).toEqual(['greeting', 'mail']);
});

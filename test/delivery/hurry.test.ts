import { expect, test, vi } from 'vitest';
import type { SmtpClient } from '../../main/delivery/client/smtp-client.ts';
import { hurryOne } from '../../main/delivery/runner/hurry.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';

const FAIR = FIXED_LIMITS.deliveryHurriedSeconds * 1000;

test('gives up whoever is waited for longest, and nobody before a fair time; one that takes content never', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const given: string[] = [];
  const waiting = (name: string, what?: 'opening' | 'envelope'): Pick<SmtpClient, 'wait' | 'hurry'> => {
    const wait = what === undefined ? undefined : { what, since: performance.now() };
    return {
      get wait() {
        return given.includes(name) ? undefined : wait;
      },
      hurry: () => void given.push(name),
    };
  };
  const [content, mail] = [waiting('content'), waiting('mail', 'envelope')];
  vi.advanceTimersByTime(1);
  const greeting = waiting('greeting', 'opening');
  const hurry = (): readonly string[] => {
    hurryOne([greeting, content, mail]);
    return given;
  };
  vi.advanceTimersByTime(FAIR - 2);
  expect(hurry()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(hurry()).toEqual(['mail']);
  expect(hurry()).toEqual(['mail']);
  vi.advanceTimersByTime(1);
  hurry();
  expect(hurry()).toEqual(['mail', 'greeting']);
});

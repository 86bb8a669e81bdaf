import { expect, test } from 'vitest';
import { retryGap } from '../../main/delivery/retry-schedule.ts';
import { defaultSettings } from '../../shared/settings/settings.ts';

test('what has failed is tried again after growing gaps', () => {
  const { delivery } = defaultSettings();
  const minutes = (random: number): number[] => [1, 2, 3, 4, 5, 6, 100].map((attempts) => retryGap(attempts, delivery, random) / 60_000);
  expect(minutes(0.5)).toEqual([1, 5, 15, 30, 60, 60, 60]);
  expect([minutes(0)[4], minutes(1)[4]]).toEqual([48, 72]);
  expect(retryGap(3, { retryMinutes: [7] }, 0.5)).toBe(7 * 60_000);
});

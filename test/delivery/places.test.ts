/** Places for connections: hosts that are waited for give theirs back, and where too many are waited for, they are hurried. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Places } from '../../main/delivery/runner/places.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';

const PATIENCE = 500;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** So many hosts that take a place and say nothing. */
function silent(places: Places, count: number, onFreed: () => void = () => undefined): (() => void)[] {
  return Array.from({ length: count }, () => {
    const place = places.take();
    place.waitsForAnswer(PATIENCE, onFreed);
    return () => place.leave();
  });
}

describe('a host that lets us wait', () => {
  test('gives its place back after a moment, and takes it again when it answers', () => {
    const places = new Places(
      () => 1,
      () => undefined,
    );
    const freed = vi.fn();
    const place = places.take();
    place.waitsForAnswer(PATIENCE, freed);
    expect(places.free).toBe(false);
    vi.advanceTimersByTime(PATIENCE);
    expect([places.free, places.taken, freed.mock.calls.length]).toEqual([true, 1, 1]);
    place.answered();
    expect(places.free).toBe(false);
    place.leave();
    expect(places.taken).toBe(0);
  });

  test('keeps its place while too many others are waited for, has one of them hurried, and gives it back as soon as that one has gone', () => {
    const hurry = vi.fn();
    const places = new Places(() => 1, hurry);
    const [leave] = silent(places, FIXED_LIMITS.deliveryStalled);
    vi.advanceTimersByTime(PATIENCE);
    expect([places.free, hurry.mock.calls.length]).toEqual([true, 0]);
    const freed = vi.fn();
    const [last] = silent(places, 1, freed);
    vi.advanceTimersByTime(PATIENCE);
    expect([places.free, hurry.mock.calls.length]).toEqual([false, 1]);
    leave?.();
    vi.advanceTimersByTime(FIXED_LIMITS.deliveryHurryMilliseconds);
    expect([places.free, freed.mock.calls.length]).toEqual([true, 1]);
    last?.();
    expect(places.taken).toBe(FIXED_LIMITS.deliveryStalled - 1);
  });
});

/**
 * When to try again: soon after the first failures, which are often a restart or greylisting at the other end, then
 * ever more rarely (RFC 5321 section 4.5.4.1 asks for at least 30 minutes in the long run).
 */
import type { DeliverySettings } from '../../shared/settings/delivery.ts';

const MINUTE = 60_000;
/** Share by which a gap is made longer or shorter, so that what failed together is not tried together again. */
const JITTER = 0.2;

/** Milliseconds between two attempts at the most. */
export function longestGap({ retryMinutes }: Pick<DeliverySettings, 'retryMinutes'>): number {
  return Math.max(...retryMinutes) * MINUTE * (1 + JITTER);
}

/**
 * @param attempts failed attempts so far, this one included @param random from 0 to below 1
 * @returns milliseconds until the next one
 */
export function retryGap(attempts: number, { retryMinutes }: Pick<DeliverySettings, 'retryMinutes'>, random: number): number {
  const index = Math.min(Math.max(attempts, 1), retryMinutes.length) - 1;
  return Math.round((retryMinutes[index] ?? 60) * MINUTE * (1 - JITTER + 2 * JITTER * random));
}

/**
 * Where large messages gather before they go to the data file. The buffers are used again, by whichever session needs one next:
 * given back to the system after each message they left holes between smaller pieces, which took four times the room of what was
 * in use (measured with 50 sessions of 25 MB).
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { TUNING } from './tuning.ts';

export class ExtentBuffers {
  readonly #spare: Buffer<ArrayBuffer>[] = [];

  /** A buffer for one extent. What is in it is of no meaning. */
  take(): Buffer<ArrayBuffer> {
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(FIXED_LIMITS.extentBytes);
  }

  /** @param buffer that nobody fills, and no write is reading, any more */
  giveBack(buffer: Buffer<ArrayBuffer>): void {
    if (this.#spare.length < TUNING.spareBuffers) this.#spare.push(buffer);
  }
}

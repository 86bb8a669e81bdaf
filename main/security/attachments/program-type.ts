/** Tells programs by their first bytes, whatever their names say. */
import type { ProgramType } from '../content/scanned-content.ts';

/** First bytes of a file that `programType` looks at: the DOS header of a Windows program, whose last field points to the rest. */
export const HEAD_BYTES = 64;

const ELF = 0x7f454c46;
/** Mach-O for 32 and 64 bits, in both byte orders (mach-o/loader.h). */
const MACH_O = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe]);
/** Mach-O for several processors, with 32 and 64 bit offsets (mach-o/fat.h). */
const MACH_O_FAT = new Set([0xcafebabe, 0xcafebabf]);
const MACH_O_FAT_SWAPPED = new Set([0xbebafeca, 0xbfbafeca]);
/**
 * Java class files begin with the magic of a fat Mach-O. There, a version of at least 45 follows (JVMS section 4.1) where
 * Mach-O has the number of processors it is for, of which there are far fewer.
 */
const MOST_PROCESSORS = 44;

/** @param head the first `HEAD_BYTES` bytes of a file, or all of a smaller one */
export function programType(head: Buffer): ProgramType | undefined {
  if (isWindows(head)) return 'windows';
  if (head.length < 8) return undefined;
  const magic = head.readUInt32BE(0);
  if (magic === ELF) return 'elf';
  if (MACH_O.has(magic)) return 'mach-o';
  if (MACH_O_FAT.has(magic)) return isProcessorCount(head.readUInt32BE(4)) ? 'mach-o' : undefined;
  if (MACH_O_FAT_SWAPPED.has(magic)) return isProcessorCount(head.readUInt32LE(4)) ? 'mach-o' : undefined;
  return undefined;
}

function isProcessorCount(count: number): boolean {
  return count > 0 && count <= MOST_PROCESSORS;
}

/**
 * `MZ`, or `ZM` as old loaders allow, and then anything that no text has. A text may well begin with MZ; a program of less
 * than 150 MB has such a byte at the latest in the top byte of the offset at 0x3c, whatever else it fills with letters.
 */
function isWindows(head: Buffer): boolean {
  const magic = head.length < 2 ? 0 : head.readUInt16BE(0);
  if (magic !== 0x4d5a && magic !== 0x5a4d) return false;
  return head.subarray(2, HEAD_BYTES).some((byte) => byte < 9 || (byte > 13 && byte < 32));
}

import { describe, expect, it } from 'vitest';
import { programType } from '../../../main/security/attachments/program-type.ts';
import { ELF, JAVA_CLASS, MACH_O, MACH_O_FAT, WINDOWS } from './programs.ts';

/** A Windows program whose free fields are all filled with letters: the offset of its header, at 0x3c, cannot be. */
function lettersBut(offset: number): Buffer {
  const head = Buffer.alloc(64, 'A');
  head.write('MZ');
  head.writeUInt32LE(offset, 0x3c);
  return head;
}

describe('a program by its first bytes', () => {
  it.each([
    ['Windows', WINDOWS, 'windows'],
    ['Windows, with letters wherever they can be', lettersBut(0x00414141), 'windows'],
    ['old DOS, in the other order', Buffer.from('ZM\0\0'), 'windows'],
    ['a short DOS program', Buffer.from('4d5a90000300', 'hex'), 'windows'],
    ['ELF', ELF, 'elf'],
    ['Mach-O, 32 bits', Buffer.from('feedface00000007', 'hex'), 'mach-o'],
    ['Mach-O, 64 bits', Buffer.from('feedfacf01000007', 'hex'), 'mach-o'],
    ['Mach-O, 32 bits, swapped', Buffer.from('cefaedfe07000000', 'hex'), 'mach-o'],
    ['Mach-O, 64 bits, swapped', MACH_O, 'mach-o'],
    ['Mach-O, fat', MACH_O_FAT, 'mach-o'],
    ['Mach-O, fat with 64 bits', Buffer.from('cafebabf00000003', 'hex'), 'mach-o'],
    ['Mach-O, fat, swapped', Buffer.from('bebafeca02000000', 'hex'), 'mach-o'],
    ['a Java class', JAVA_CLASS, undefined],
    ['a Java class of the first version', Buffer.from('cafebabe0003002d', 'hex'), undefined],
    ['a text that begins with MZ', Buffer.from('MZ is where DOS programs begin.\r\n\tAnd then some more of the text, to the end of it.'), undefined],
    ['a short text', Buffer.from('MZ'), undefined],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), undefined],
    ['nothing', Buffer.alloc(0), undefined],
  ])('%s', (_what, head, type) => {
    expect(programType(head)).toBe(type);
  });
});

/** The beginnings of programs, and of files that only look like some. */

function windows(): Buffer {
  const head = Buffer.alloc(200);
  head.write('MZ');
  head.writeUInt32LE(128, 0x3c);
  head.write('PE\0\0', 128);
  return head;
}

export const WINDOWS = windows();
export const ELF = Buffer.from('7f454c4602010100000000000000000003003e00', 'hex');
export const MACH_O = Buffer.from('cffaedfe0700000103000000020000000f000000', 'hex');
export const MACH_O_FAT = Buffer.from('cafebabe00000002010000070000000300004000', 'hex');
export const JAVA_CLASS = Buffer.from('cafebabe000000340022070002010010', 'hex');

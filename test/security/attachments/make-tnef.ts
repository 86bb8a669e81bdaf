/** Writes a winmail.dat as Outlook does (MS-OXTNEF). */

export interface TnefFile {
  /** Of eight and three characters. */
  readonly title?: string;
  readonly longName?: string;
  readonly content?: Buffer;
  /** A message in the message: its own winmail.dat. */
  readonly message?: Buffer;
  /** A property before that of the long name, as it stands. */
  readonly before?: Buffer;
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function attribute(level: number, id: number, data: Buffer): Buffer {
  const sum = data.reduce((total, byte) => (total + byte) & 0xffff, 0);
  return Buffer.concat([Buffer.from([level]), u32(id), u32(data.length), data, u32(sum).subarray(0, 2)]);
}

function padded(data: Buffer): Buffer {
  return Buffer.concat([u32(data.length), data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
}

/** PR_ATTACH_METHOD, a named property, PR_ATTACH_DATA_OBJ and PR_ATTACH_LONG_FILENAME in UTF-16. */
function properties({ longName, message, before }: TnefFile): Buffer {
  const list: Buffer[] = [
    Buffer.concat([u32(0x37050003), u32(1)]),
    Buffer.concat([u32(0x8001001f), Buffer.alloc(16, 7), u32(1), padded(Buffer.from('Named\0', 'utf16le')), u32(1), padded(Buffer.from('x.exe\0', 'utf16le'))]),
  ];
  if (message !== undefined) list.push(Buffer.concat([u32(0x3701000d), u32(1), padded(Buffer.concat([Buffer.alloc(16, 1), message]))]));
  if (before !== undefined) list.push(before);
  if (longName !== undefined) list.push(Buffer.concat([u32(0x3707001f), u32(1), padded(Buffer.from(`${longName}\0`, 'utf16le'))]));
  return Buffer.concat([u32(list.length), ...list]);
}

export function makeTnef(files: readonly TnefFile[]): Buffer {
  return Buffer.concat([
    Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]),
    attribute(1, 0x00089006, u32(0x00010000)),
    attribute(1, 0x00078008, Buffer.from('IPM.Microsoft Mail.Note\0')),
    ...files.flatMap((file) => [
      attribute(2, 0x00069002, Buffer.alloc(14)),
      ...(file.title === undefined ? [] : [attribute(2, 0x00018010, Buffer.from(`${file.title}\0`))]),
      ...(file.content === undefined ? [] : [attribute(2, 0x0006800f, file.content)]),
      attribute(2, 0x00069005, properties(file)),
    ]),
  ]);
}

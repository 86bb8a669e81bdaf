/** What the server may add to a message on its way, and nothing else: one Return-Path and one Received field, at the top. */
export interface Traced {
  /** The reverse-path without angle brackets; undefined if the field is missing. */
  readonly returnPath: string | undefined;
  /** The whole Received field, unfolded; undefined if it is missing. */
  readonly received: string | undefined;
  /** What was sent. */
  readonly content: Buffer;
}

/** Takes off exactly the two fields that RFC 5321 section 4.4 has the receiving server put before the message. */
export function takeOffTrace(arrived: Buffer): Traced {
  const returnPath = fieldAt(arrived, 'Return-Path');
  const rest = arrived.subarray(returnPath?.length ?? 0);
  const received = fieldAt(rest, 'Received');
  return {
    returnPath: returnPath === undefined ? undefined : /<(.*)>/.exec(returnPath.text)?.[1],
    received: received?.text,
    content: rest.subarray(received?.length ?? 0),
  };
}

/** The header field of this name that the bytes begin with, folded lines included. */
function fieldAt(bytes: Buffer, name: string): { readonly text: string; readonly length: number } | undefined {
  if (!bytes.subarray(0, name.length + 1).equals(Buffer.from(`${name}:`))) return undefined;
  let end = bytes.indexOf('\r\n') + 2;
  while (end > 1 && (bytes[end] === 0x20 || bytes[end] === 0x09)) end = bytes.indexOf('\r\n', end) + 2;
  if (end < 2) return undefined;
  return {
    text: bytes
      .toString('latin1', name.length + 1, end)
      .replaceAll(/\r\n[ \t]/g, ' ')
      .trim(),
    length: end,
  };
}

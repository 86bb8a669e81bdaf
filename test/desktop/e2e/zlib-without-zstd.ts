/** Stands in for node:zlib in the test build, for an Electron whose Node has no Zstandard: what is written so only this build reads. */
export * from 'node:zlib';
export { deflateRaw as zstdCompress, inflateRaw as zstdDecompress } from 'node:zlib';

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** Its Node is too old for this as well. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let value = ~before;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
}

/** Stands in for node:zlib in the test build, for an Electron whose Node has no Zstandard: what is written so only this build reads. */
export * from 'node:zlib';
export { deflateRaw as zstdCompress, inflateRaw as zstdDecompress } from 'node:zlib';

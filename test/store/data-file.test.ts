import { statSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { DataFile } from '../../main/store/extents/data-file.ts';
import { temporaryFolder } from './fixtures.ts';
import { bytes } from './sample-messages.ts';

const MB = 1024 * 1024;

async function openDataFile(): Promise<{ dataFile: DataFile; file: string }> {
  const file = path.join(temporaryFolder(), 'messages.dat');
  const { dataFile, repairs } = await DataFile.open(file, { liveExtents: new Float64Array(), brokeOff: false, now: 0 });
  expect(repairs).toEqual([]);
  return { dataFile, file };
}

test('what is written at an extent is read there', async () => {
  const { dataFile } = await openDataFile();
  const extents = [5000, 1, 70_000].map((length) => dataFile.allocate(length));
  await Promise.all(extents.map((extent, index) => dataFile.write(bytes(extent.length, String(index)), extent.offset)));
  await Promise.all(extents.map(() => dataFile.sync(dataFile.failedSyncs)));
  for (const [index, extent] of extents.entries()) {
    const content = Buffer.alloc(extent.length);
    await dataFile.read(content, extent.offset);
    expect(content).toEqual(bytes(extent.length, String(index)));
  }
  await dataFile.close();
});

test('the free end is given back on request and at the close, and no more than that', async () => {
  const { dataFile, file } = await openDataFile();
  const [first, second] = [dataFile.allocate(4096), dataFile.allocate(8192)];
  await dataFile.write(bytes(8192, 'second'), second.offset);
  dataFile.release([second]);
  expect(statSync(file).size).toBe(12_288);
  dataFile.trim();
  expect(statSync(file).size).toBe(4096);
  dataFile.release([first]);
  await dataFile.close();
  expect(statSync(file).size).toBe(0);
});

test('a long free end goes back to the disk by itself, in steps that nobody waits long for', async () => {
  const { dataFile, file } = await openDataFile();
  const first = dataFile.allocate(4096);
  const long = dataFile.allocate(300 * MB);
  const last = dataFile.allocate(4096);
  await dataFile.write(bytes(4096, 'last'), last.offset);
  dataFile.release([long]);
  expect(dataFile.freeBytes).toBe(300 * MB);
  expect(statSync(file).size).toBe(300 * MB + 8192);
  dataFile.release([last]);
  expect(statSync(file).size).toBe(44 * MB + 8192);
  expect(dataFile.freeBytes).toBe(44 * MB + 4096);
  dataFile.release([first]);
  expect(statSync(file).size).toBe(0);
  expect(dataFile.freeBytes).toBe(0);
});

test('a short free end waits for new messages', async () => {
  const { dataFile, file } = await openDataFile();
  const extent = dataFile.allocate(20 * MB);
  await dataFile.write(bytes(4096, 'end'), 20 * MB - 4096);
  dataFile.release([extent]);
  expect(statSync(file).size).toBe(20 * MB);
  expect(dataFile.freeBytes).toBe(20 * MB);
});

test('a failed sync fails all who wrote before it, however many asked, and is remembered', async () => {
  const { dataFile } = await openDataFile();
  const before = dataFile.failedSyncs;
  await dataFile.close();
  const results = await Promise.allSettled([dataFile.sync(before), dataFile.sync(before), dataFile.sync(before)]);
  expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(results[0]).toMatchObject({ reason: { name: 'StoreError', kind: 'failed' } });
  expect(dataFile.failedSyncs).toBeGreaterThan(before);
});

test('reading past the end of the file is an error and no endless wait', async () => {
  const { dataFile } = await openDataFile();
  await expect(dataFile.read(Buffer.alloc(10), 0)).rejects.toMatchObject({ name: 'StoreError', kind: 'failed' });
  await dataFile.close();
});

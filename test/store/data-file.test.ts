import { statSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { DataFile } from '../../main/store/extents/data-file.ts';
import { temporaryFolder } from './fixtures.ts';
import { bytes } from './sample-messages.ts';

async function openDataFile(): Promise<{ dataFile: DataFile; file: string }> {
  const file = path.join(temporaryFolder(), 'messages.dat');
  const { dataFile, repairs } = await DataFile.open(file, new Float64Array());
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

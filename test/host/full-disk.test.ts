/** A host on a full disk: what it writes as a hint alone keeps nobody from his mail, and what it needs is named. */
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readHostFacts } from '../../main/host/data-folder.ts';
import { type Host, openHost } from '../../main/host/open-host.ts';
import { connectHost } from '../../main/service/admin-access.ts';
import { smallDisk } from '../store/small-disk.ts';

/** Opens a host, and does something to its disk when all but the listeners and the word on who holds the folder is open. */
async function open(dataFolder: string, texts: string[], late: () => void): Promise<Host> {
  const host = await openHost({
    dataFolder,
    listeners: [{ protocol: 'pop3', address: '127.0.0.1', port: 0, tls: 'none' }],
    access: () => ({ signInAddress: () => undefined, setPassword: () => Promise.resolve() }),
    onEvent: ({ text }) => void texts.push(text),
    openFront: () => {
      late();
      return Promise.resolve(undefined);
    },
  });
  onTestFinished(async () => await host.stop(0));
  return host;
}

test('it starts where there is no room to say who holds the folder; commands find it all the same', async (context) => {
  const dataFolder = smallDisk(context, 32 * 1024 * 1024);
  const ballast = path.join(dataFolder, 'somebody-elses-file');
  const texts: string[] = [];
  const host = await open(dataFolder, texts, () => {
    const { bavail, bsize } = statfsSync(dataFolder);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));
  });
  expect(host.engine.listeners.states.map(({ state }) => state)).toEqual(['listening']);
  await expect
    .poll(() => texts.join('\n'))
    .toContain(`${path.join(dataFolder, 'host.json')} could not be written, since the disk that holds the data folder is full: free some space`);
  expect(readHostFacts(dataFolder)).toBeUndefined();
  const connection = await connectHost(dataFolder);
  expect(await connection?.client.server.status()).toMatchObject({ dataFolder });
  connection?.close();
  rmSync(ballast);
  await host.stop(0);
});

test('where it finds no room for what it needs, the data folder is named', async (context) => {
  const dataFolder = smallDisk(context, 32 * 1024 * 1024);
  const opening = open(dataFolder, [], () => {
    const { bavail, bsize } = statfsSync(dataFolder);
    writeFileSync(path.join(dataFolder, 'somebody-elses-file'), Buffer.alloc(bavail * bsize));
    writeFileSync(path.join(dataFolder, 'one-more'), 'anything');
  });
  await expect(opening).rejects.toMatchObject({
    name: 'DataFolderError',
    message: `the disk that holds the data folder ${dataFolder} is full (ENOSPC): free some space`,
  });
});

/** Moving the data folder: nothing is lost, whatever happens in the middle, and never are two copies in force. */
import { chmodSync, existsSync, lchownSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../main/clock.ts';
import { type MoveStep, keptCopyOf, moveData, removeKeptCopy } from '../../../main/host/data/move-data.ts';
import { arrivingFrom, followMoves, markArriving, readLink, writeLink } from '../../../main/host/data/data-location.ts';
import { copyDurably, makePrivate, writeDurably } from '../../../main/host/data/durable-files.ts';
import { openDataFolder } from '../../../main/host/data-folder.ts';
import { openStore } from '../../../main/store/open-store.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';
import { gatepostHere, startProgram } from '../../service/gatepost.ts';
import { accept, addAccount, bytes, incoming } from '../../store/sample-messages.ts';

const SIZES = [900, 70_000, 300_000];

/** A data folder with messages in it, small and large, as a server leaves it. */
async function filled(folder: string): Promise<void> {
  openDataFolder(folder).release();
  const store = await openStore({ dataFolder: folder, clock: systemClock });
  const accountId = await addAccount(store, 'anna');
  for (const size of SIZES) await accept(store, bytes(size, `message of ${size}`), incoming({ deliveries: [{ accountId, recipient: 'anna@example.org' }] }));
  await store.close();
  writeFileSync(path.join(folder, 'settings.json'), '{}');
  mkdirSync(path.join(folder, 'tls'));
  writeFileSync(path.join(folder, 'tls', 'own-cert.pem'), 'a certificate');
}

/** The messages of a folder, read as the server reads them. */
async function messagesIn(folder: string): Promise<Buffer[]> {
  const hold = openDataFolder(folder);
  const store = await openStore({ dataFolder: folder, clock: systemClock });
  try {
    expect(store.repairs).toEqual([]);
    const [account] = (await store.directory.load()).accounts;
    const { entries } = await store.mailboxes.list(account?.id ?? 0);
    return await Promise.all(
      entries.map(async ({ messageId }) => {
        const reader = await store.messages.open(messageId);
        const pieces: Buffer[] = [];
        for await (const piece of reader?.chunks() ?? []) pieces.push(piece);
        reader?.close();
        return Buffer.concat(pieces);
      }),
    );
  } finally {
    await store.close();
    hold.release();
  }
}

async function expectAll(folder: string): Promise<void> {
  expect((await messagesIn(folder)).map(({ length }) => length)).toEqual(SIZES);
  expect(readFileSync(path.join(folder, 'tls', 'own-cert.pem'), 'utf8')).toBe('a certificate');
}

test('the data is in the new folder, the old one leads there, and its copy goes when somebody says so', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const [from, to] = [path.join(base, 'old'), path.join(base, 'on another', 'disk')];
  await filled(from);
  writeFileSync(path.join(from, 'desktop.json'), '{}');
  await moveData({ from, to });
  await expectAll(to);
  expect(followMoves(from)).toBe(to);
  expect(() => openDataFolder(from)).toThrow(`was moved to ${to}`);
  expect(existsSync(path.join(to, 'desktop.json'))).toBe(false);
  expect(keptCopyOf(from)?.bytes).toBeGreaterThan(300_000);
  removeKeptCopy(from);
  expect(keptCopyOf(from)).toBeUndefined();
  expect(readdirSync(from).toSorted()).toEqual(['desktop.json', 'host.lock', 'moved-to.json']);
  // And back again, to where the link is.
  await moveData({ from: to, to: from });
  await expectAll(from);
  expect([followMoves(to), followMoves(from)]).toEqual([from, from]);
});

test.each([
  { why: 'too little room', options: { freeBytes: () => Promise.resolve(1000) }, message: 'not enough room' },
  {
    why: 'a copy that is not what was read',
    options: { spoil: 'messages.dat' },
    message: 'is not what was read',
  },
])('$why: the old folder is in force as before', { timeout: 120_000 }, async ({ options, message }) => {
  const base = tempFolder();
  const [from, to] = [path.join(base, 'old'), path.join(base, 'new')];
  await filled(from);
  const onStep = (step: MoveStep): void => {
    if (step.step === 'copied' && 'spoil' in options && step.file === options.spoil) writeFileSync(path.join(to, step.file), 'rot');
  };
  await expect(moveData({ from, to, onStep, ...('freeBytes' in options ? { freeBytes: options.freeBytes } : {}) })).rejects.toThrow(message);
  expect(readdirSync(to)).toEqual([]);
  await expectAll(from);
});

test('a folder with anything in it, or inside of the other, is refused before anything is touched', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const from = path.join(base, 'old');
  await filled(from);
  const full = path.join(base, 'full');
  mkdirSync(full);
  writeFileSync(path.join(full, 'thesis.txt'), 'years of work');
  await expect(moveData({ from, to: full })).rejects.toThrow('has files in it (thesis.txt)');
  await expect(moveData({ from, to: path.join(from, 'inner') })).rejects.toThrow('inside of the other');
  await expect(moveData({ from, to: from })).rejects.toThrow('already');
  await expect(moveData({ from: path.join(base, 'nothing'), to: path.join(base, 'new') })).rejects.toThrow(/cannot be read|no data/);
  expect(readdirSync(full)).toEqual(['thesis.txt']);
  await expectAll(from);
});

test('a server that runs on the folder is not moved away from under its feet', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const [from, to] = [path.join(base, 'old'), path.join(base, 'new')];
  await filled(from);
  const server = openDataFolder(from);
  await expect(moveData({ from, to })).rejects.toThrow('in use');
  server.release();
  expect(existsSync(to)).toBe(false);
});

test('links that lead in a circle, or nowhere, end somewhere', () => {
  const [one, two] = [tempFolder(), tempFolder()];
  writeLink(one, two, 0);
  writeLink(two, one, 0);
  expect([one, two]).toContain(followMoves(one));
  writeFileSync(path.join(one, 'moved-to.json'), '{"folder": 7}');
  expect(followMoves(one)).toBe(one);
});

test('killed between the switch and the last mark: whoever comes next completes it', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const [from, to] = [path.join(base, 'old'), path.join(base, 'new')];
  await filled(from);
  await moveData({ from, to });
  markArriving(to, from);
  expect((await gatepostHere(['data', 'show', '--data', from])).stdout).toContain(to);
  expect(arrivingFrom(to)).toBeUndefined();
  await expectAll(to);
});

test('SIGKILL at any step: one folder has everything, the other refuses, and a second try completes the move', { timeout: 300_000 }, async () => {
  const base = tempFolder();
  const steps = ['checked', 'copied', 'verified', 'switched'] as const;
  for (const [round, killAt] of steps.entries()) {
    const [from, to] = [path.join(base, `old${round}`), path.join(base, `new${round}`)];
    await filled(from);
    const child = startProgram(['data', 'move', to, '--data', from, '--json']);
    while (!(await child.line()).includes(`"step":"${killAt}"`));
    child.signal('SIGKILL');
    await child.end();
    const inForce = followMoves(from);
    await expectAll(inForce);
    if (inForce === from) expect(() => openDataFolder(to)).toThrow(/interrupted/);
    else expect(() => openDataFolder(from)).toThrow(/was moved/);
    const again = await gatepostHere(['data', 'move', to, '--data', from]);
    if (inForce === from) expect(again).toMatchObject({ code: 0, stderr: '' });
    await expectAll(to);
    expect(readLink(from)?.folder).toBe(to);
  }
});

/** Two users of no account. */
const [ANNA, SERVICE] = [60_001, 60_002];

/** Does something as another user, without waiting for anything: all of this process is that user meanwhile. */
function as(uid: number, act: () => void): void {
  process.setegid?.(uid);
  process.seteuid?.(uid);
  try {
    act();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

function giveAll(folder: string, uid: number): void {
  lchownSync(folder, uid, uid);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) lchownSync(path.join(folder, name), uid, uid);
}

// Only root can be two users.
test.skipIf(process.getuid?.() !== 0)(
  'root moves the data from one user to another and back, and each can read the way to it',
  { timeout: 120_000 },
  async () => {
    const base = tempFolder();
    chmodSync(base, 0o755);
    const [home, service] = [path.join(base, 'anna', 'Gatepost'), path.join(base, 'lib', 'service', 'data')];
    await filled(home);
    chmodSync(path.dirname(home), 0o755);
    giveAll(home, ANNA);
    await moveData({ from: home, to: service, owner: { uid: SERVICE, gid: SERVICE } });
    as(ANNA, () => {
      expect(followMoves(home)).toBe(service);
      expect(() => openDataFolder(home)).toThrow(`was moved to ${service}`);
      expect(keptCopyOf(home)?.bytes).toBeGreaterThan(300_000);
      expect(() => removeKeptCopy(home)).toThrow('cannot be read');
    });
    as(SERVICE, () => {
      expect(followMoves(service)).toBe(service);
      openDataFolder(service).release();
      // It sees no more of a home than that something may be there.
      expect(() => keptCopyOf(home)).toThrow('cannot be used (EACCES)');
    });
    await moveData({ from: service, to: home, owner: { uid: ANNA, gid: ANNA } });
    as(ANNA, () => {
      expect(followMoves(home)).toBe(home);
      openDataFolder(home).release();
      expect(() => keptCopyOf(service)).toThrow('cannot be used (EACCES)');
    });
    as(SERVICE, () => expect(followMoves(service)).toBe(home));
    // A link that its user cannot read is no licence to use the old copy.
    writeLink(home, service, 0);
    lchownSync(path.join(home, 'moved-to.json'), 0, 0);
    as(ANNA, () => {
      expect(() => followMoves(home)).toThrow('cannot be used (EACCES): moved-to.json');
      expect(() => openDataFolder(home)).toThrow('cannot be used (EACCES): moved-to.json');
    });
  },
);

test.skipIf(process.platform === 'win32')('the folders above a new one can be passed by the user that it is for', () => {
  const base = tempFolder();
  const modeOf = (...names: string[]): number => statSync(path.join(base, ...names)).mode & 0o777;
  // As open as the umask allows.
  mkdirSync(path.join(base, 'other'), { mode: 0o755 });
  makePrivate(path.join(base, 'Application Support', 'Gatepost', 'data'));
  expect(modeOf('Application Support')).toBe(modeOf('other'));
  expect(modeOf('Application Support', 'Gatepost')).toBe(modeOf('other'));
  expect(modeOf('Application Support', 'Gatepost', 'data')).toBe(0o700);
});

test.skipIf(process.platform === 'win32')('links in a data folder lead an administrator nowhere', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const [from, to, other] = [path.join(base, 'old'), path.join(base, 'new'), path.join(base, 'of somebody else')];
  await filled(from);
  writeFileSync(other, 'a secret');
  symlinkSync(other, path.join(from, 'tls', 'link.pem'));
  symlinkSync(base, path.join(from, 'tls', 'folder'));
  symlinkSync(other, path.join(from, 'moved-to.json.new'));
  await moveData({ from, to });
  expect(readdirSync(path.join(to, 'tls'))).toEqual(['own-cert.pem']);
  expect(readFileSync(other, 'utf8')).toBe('a secret');
  const link = path.join(base, 'link');
  symlinkSync(other, link);
  await expect(copyDurably(link, path.join(base, 'copy'))).rejects.toThrow('ELOOP');
  await expect(copyDurably(other, link)).rejects.toThrow('EEXIST');
  symlinkSync(other, path.join(base, 'note.new'));
  writeDurably(path.join(base, 'note'), 'a note');
  expect([readFileSync(path.join(base, 'note'), 'utf8'), readFileSync(other, 'utf8')]).toEqual(['a note', 'a secret']);
});

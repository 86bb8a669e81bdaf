/** `gatepost backup …`: a copy of everything in one file, beside a running server or without one; what is in it; and the way back. */
import type { Command } from 'commander';
import { type BackedUp, backupBesideServer, backupCold } from '../../host/data/backup.ts';
import { restoreBackup, verifyBackup } from '../../host/data/restore.ts';
import { connectHost } from '../admin-access.ts';
import { bytes } from '../output.ts';
import { type CommandTools, type CommonOptions, withCommonOptions } from './command.ts';

export function addBackupCommands(program: Command, tools: CommandTools): void {
  const { stdout } = tools.terminal;
  const say = (json: true | undefined, fact: object, text: string): void => void stdout.write(json === true ? `${JSON.stringify(fact)}\n` : text);
  const group = program.command('backup').description('a copy of everything in one file');
  withCommonOptions(group.command('create <file>'), tools)
    .description('copy everything into a new file, while the server runs or not')
    .action(async (file: string, { data, json }: CommonOptions) => {
      const made = await makeBackup(data, file);
      say(json, made, `The backup is in ${made.file}: ${made.files} files, ${bytes(made.bytes)}.\n`);
    });
  withCommonOptions(group.command('verify <file>'), tools)
    .description('read all of a backup and compare it with its digest')
    .action(async (file: string, { json }: CommonOptions) => {
      const found = await verifyBackup(file);
      const made = `made by version ${found.version} at ${new Date(found.createdAt).toISOString()}`;
      say(json, found, `The backup is whole: ${found.files} files, ${bytes(found.bytes)}, ${made}.\n`);
    });
  withCommonOptions(group.command('restore <file>'), tools)
    .description('bring a backup back into the data folder, which must have no data in it')
    .action(async (file: string, { data, json }: CommonOptions) => {
      const restored = await restoreBackup(file, data);
      say(
        json,
        restored,
        `The backup is restored into ${restored.folder}: ${restored.files} files, ${bytes(restored.bytes)}. A server can be started on it.\n`,
      );
    });
}

async function makeBackup(data: string, file: string): Promise<BackedUp> {
  const host = await connectHost(data);
  if (host === undefined) return await backupCold(data, file);
  try {
    const kept = (await host.client.hosting.keepForCopy())[Symbol.asyncIterator]();
    await kept.next();
    try {
      return await backupBesideServer(data, file);
    } finally {
      await kept.return?.();
    }
  } finally {
    host.close();
  }
}

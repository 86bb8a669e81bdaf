/** `gatepost backup FOLDER`: a copy of everything, beside a running server or without one. */
import type { Command } from 'commander';
import { type BackedUp, backupBesideServer, backupCold } from '../../host/data/backup.ts';
import { connectHost } from '../admin-access.ts';
import { bytes } from '../output.ts';
import { type CommandTools, type CommonOptions, withCommonOptions } from './command.ts';

export function addBackupCommand(program: Command, tools: CommandTools): void {
  withCommonOptions(program.command('backup <folder>'), tools)
    .description('copy everything into a new folder, while the server runs or not; a server can be started on the copy')
    .action(async (folder: string, options: CommonOptions) => {
      const made = await makeBackup(options.data, folder);
      tools.terminal.stdout.write(
        options.json === true ? `${JSON.stringify(made)}\n` : `The backup is in ${made.folder}: ${made.files} files, ${bytes(made.bytes)}.\n`,
      );
    });
}

async function makeBackup(data: string, folder: string): Promise<BackedUp> {
  const host = await connectHost(data);
  if (host === undefined) return await backupCold(data, folder);
  try {
    const kept = (await host.client.hosting.keepForCopy())[Symbol.asyncIterator]();
    await kept.next();
    try {
      return await backupBesideServer(data, folder);
    } finally {
      await kept.return?.();
    }
  } finally {
    host.close();
  }
}

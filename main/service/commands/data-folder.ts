/** `gatepost data …`: where the data is, and to another folder with it. */
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { keptCopyOf, type MoveStep, moveData, removeKeptCopy } from '../../host/data/move-data.ts';
import { dataFilesOf } from '../../host/data/data-files.ts';
import { bytes } from '../output.ts';
import { type CommandTools, type CommonOptions, withCommonOptions } from './command.ts';

export function addDataFolderCommands(program: Command, tools: CommandTools): void {
  const { stdout, onProgress } = tools.terminal;
  const group = program.command('data').description('the folder that everything is kept in');
  withCommonOptions(group.command('show'), tools)
    .description('show where the data is and how large it is')
    .action((options: CommonOptions) => {
      const files = dataFilesOf(options.data);
      const size = files.reduce((all, file) => all + file.bytes, 0);
      stdout.write(
        options.json === true
          ? `${JSON.stringify({ folder: options.data, files: files.length, bytes: size })}\n`
          : `${options.data}: ${files.length} files, ${bytes(size)}\n`,
      );
    });
  withCommonOptions(group.command('move <folder>'), tools)
    .description('move the data to another folder or disk, while no server runs on it; the old copy stays until "data remove-old"')
    .action(async (folder: string, options: CommonOptions) => {
      const onStep = (step: MoveStep): void => void stdout.write(options.json === true ? `${JSON.stringify(step)}\n` : stepText(step));
      const { from, to } = await moveData({ from: options.data, to: folder, onStep, onBytes: onProgress });
      if (options.json === true) return;
      stdout.write(`The data is in ${to} now. Look that all is well there, then remove the old copy: gatepost data remove-old ${JSON.stringify(from)}\n`);
    });
  group
    .command('remove-old <folder>')
    .description('remove the copy that "data move" has left in a folder, for good')
    .option('--json', 'print JSON')
    .action((folder: string, options: { readonly json?: true }) => {
      const kept = keptCopyOf(resolve(folder));
      removeKeptCopy(resolve(folder));
      const size = kept?.bytes ?? 0;
      stdout.write(
        options.json === true ? `${JSON.stringify({ folder: resolve(folder), bytes: size })}\n` : `${bytes(size)} were removed from ${resolve(folder)}.\n`,
      );
    });
}

export function stepText(step: MoveStep): string {
  switch (step.step) {
    case 'checked':
      return `There is room for ${step.files} files, ${bytes(step.bytes)}.\n`;
    case 'copied':
      return `Copied ${step.file}\n`;
    case 'verified':
      return 'Every copy is what it should be.\n';
    case 'switched':
      return 'Switched to the new folder.\n';
  }
}

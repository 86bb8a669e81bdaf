/** `gatepost service …`: the server as a service of the system, which runs without anybody signed in. */
import { type Command, Option } from 'commander';
import * as path from 'node:path';
import { DataFolderError } from '../../host/data-folder-error.ts';
import type { MoveStep } from '../../host/data/move-data.ts';
import { elevationOf } from '../../host/system-service/elevation.ts';
import { InstalledService, type ServiceStatus } from '../../host/system-service/installed-service.ts';
import { runCommand } from '../../host/system-service/run-steps.ts';
import { gatepostCommand } from '../../host/system-service/service-program.ts';
import { SERVICE_USERS, type ServicePlatform, isServicePlatform, servicePlaces } from '../../host/system-service/service-places.ts';
import type { Step } from '../../host/system-service/service-steps.ts';
import { serviceSystem } from '../../host/system-service/service-system.ts';
import { shellCommandLine } from '../../host/system-service/posix-words.ts';
import { windowsCommandLine } from '../../host/system-service/windows-words.ts';
import { connectHost } from '../admin-access.ts';
import { CommandFailed } from '../cli-errors.ts';
import { stepText } from './data-folder.ts';
import { type CommandTools, type CommonOptions, withCommonOptions } from './command.ts';

/** Milliseconds that a service may take until it answers. */
const START_PATIENCE_MS = 60_000;

interface InstallOptions extends CommonOptions {
  readonly to?: string;
  readonly steps?: true;
}

interface UninstallOptions {
  readonly to?: string;
  readonly owner?: string;
  readonly json?: true;
}

export function addServiceCommands(program: Command, tools: CommandTools): void {
  const group = program.command('service').description('run the server as a service of this computer, without anybody signed in');
  const { stdout } = tools.terminal;
  const say = (json: true | undefined, fact: object, text: string): void => void stdout.write(json === true ? `${JSON.stringify(fact)}\n` : text);
  withCommonOptions(group.command('install'), tools)
    .description('install and start the service; the data of --data goes along')
    .option('--to <folder>', 'where the service keeps its data (default: the usual place of the system)')
    .option('--steps', 'only show what would be done')
    .action(async (options: InstallOptions) => {
      const platform = servicePlatform();
      const dataFolder = path.resolve(options.to ?? servicePlaces(platform).dataFolder);
      const gatepost = gatepostCommand();
      const words = ['service', 'install', '--data', options.data, '--to', dataFolder];
      const service = serviceOf(platform, [...gatepost, ...words], tools, options.json);
      const plan = { gatepost, user: SERVICE_USERS[platform], from: options.data, dataFolder };
      if (options.steps === true) {
        const steps = service.stepsOf(plan);
        say(options.json, steps, steps.map((step) => shownStep(platform, step)).join(''));
        return;
      }
      const facts = await service.install(plan);
      const old = facts.cameFrom === undefined ? '' : `The old copy in ${facts.cameFrom} stays until "gatepost data remove-old" removes it.\n`;
      say(options.json, facts, `The service runs. Its data is in ${facts.dataFolder}: give that with --data to other commands.\n${old}`);
    });
  for (const [name, does] of [
    ['start', 'start the service'],
    ['stop', 'stop the service; open transactions finish'],
  ] as const) {
    group
      .command(name)
      .description(does)
      .option('--json', 'print JSON')
      .action(async ({ json }: { readonly json?: true }) => {
        const service = here(['service', name], tools, json);
        await service[name]();
        say(json, await service.status(), name === 'start' ? 'The service runs.\n' : 'The service is stopped.\n');
      });
  }
  group
    .command('state')
    .description('show whether the service is installed and runs')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: true }) => {
      const status = await here(['service', 'state'], tools, json).status();
      say(json, status, stateText(status));
    });
  group
    .command('repair')
    .description('set the service up anew with this program, and start it; its data stays where it is')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: true }) => {
      const facts = await here(['service', 'repair'], tools, json).repair(gatepostCommand());
      say(json, facts, `The service is set up anew, and runs on ${facts.dataFolder}.\n`);
    });
  group
    .command('move <folder>')
    .description('stop the service, move its data to another folder or disk, and start it there')
    .option('--json', 'print JSON')
    .action(async (folder: string, { json }: { readonly json?: true }) => {
      const facts = await here(['service', 'move', path.resolve(folder)], tools, json).move(folder);
      say(json, facts, `The service runs on ${facts.dataFolder}.\n`);
    });
  group
    .command('uninstall')
    .description('stop and remove the service; its data stays, or goes to --to')
    .option('--to <folder>', 'move the data there, for instance back to the folder of the desktop application')
    .addOption(new Option('--owner <numbers>', 'user and group of the moved data, such as 1000:1000').hideHelp())
    .option('--json', 'print JSON')
    .action(async ({ to, owner, json }: UninstallOptions) => {
      const words = to === undefined ? [] : ['--to', path.resolve(to)];
      const facts = await here(['service', 'uninstall', ...words], tools, json).uninstall(to, ownerFrom(owner));
      say(json, { ...facts, dataFolder: to ?? facts.dataFolder }, `The service is removed. The data is in ${to ?? facts.dataFolder}.\n`);
    });
}

function servicePlatform(): ServicePlatform {
  if (!isServicePlatform(process.platform)) {
    throw new CommandFailed(`services of ${process.platform} are not known here: run "gatepost serve" by what starts programs there`);
  }
  return process.platform;
}

function here(words: readonly string[], tools: CommandTools, json: true | undefined): InstalledService {
  const platform = servicePlatform();
  return serviceOf(platform, [...gatepostCommand(), ...words], tools, json);
}

function serviceOf(platform: ServicePlatform, command: readonly [string, ...string[]], { terminal }: CommandTools, json: true | undefined): InstalledService {
  const places = servicePlaces(platform);
  // The answer comes at the end; a program reads that alone.
  const onStep = (step: MoveStep): void => void (json === true || terminal.stdout.write(stepText(step)));
  return new InstalledService({
    system: serviceSystem(platform, places),
    places,
    run: runCommand,
    ...elevationOf(platform, command),
    answers,
    patience: START_PATIENCE_MS,
    onStep,
    onBytes: terminal.onProgress,
  });
}

async function answers(dataFolder: string): Promise<boolean> {
  const host = await connectHost(dataFolder);
  host?.close();
  return host !== undefined;
}

function ownerFrom(text: string | undefined): { readonly uid: number; readonly gid: number } | undefined {
  const [, uid, gid] = /^(\d{1,10}):(\d{1,10})$/.exec(text ?? '') ?? [];
  if (text !== undefined && uid === undefined) throw new DataFolderError('--owner takes two numbers, such as 1000:1000');
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

function stateText({ state, facts }: ServiceStatus): string {
  if (facts === undefined) return 'No service is installed.\n';
  return `The service ${state === 'running' ? 'runs' : 'is installed and does not run'}, as ${facts.user}, with its data in ${facts.dataFolder}.\n`;
}

function shownStep(platform: ServicePlatform, step: Step): string {
  if ('folder' in step) return `make the folder ${step.folder}\n`;
  if ('remove' in step) return `remove ${step.remove}\n`;
  if ('write' in step) return `write ${step.write}:\n${step.text.replaceAll(/^(?=.)/gm, '    ')}`;
  return `${platform === 'win32' ? windowsCommandLine(step.run) : shellCommandLine(step.run)}\n`;
}

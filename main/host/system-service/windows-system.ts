/**
 * The service of Windows. Its service manager speaks a protocol that Node does not: a small wrapper stands between, which is compiled
 * on the spot by the compiler that comes with Windows' own .NET (resources/windows-service.cs). It starts the server and, to
 * stop it, closes its input, upon which the server finishes and ends.
 */
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVICE_NAMES, SERVICE_USERS } from './service-places.ts';
import type { Command, ServicePlan, ServiceSystem, Step } from './service-steps.ts';
import { windowsCommandLine } from './windows-words.ts';

const SOURCE = fileURLToPath(new URL('../../../resources/windows-service.cs', import.meta.url));
const NAME = SERVICE_NAMES.win32;
/** Well-known: the system, and the groups of administrators and users, in whatever language. */
const [SYSTEM, ADMINISTRATORS, USERS] = ['*S-1-5-18', '*S-1-5-32-544', '*S-1-5-32-545'];

/** The wrapper is not beside the program, whose folder is emptied by each update and by whoever removes the application. */
const WRAPPER = 'gatepost-service.exe';

function compiler(env: NodeJS.ProcessEnv = process.env): string {
  return path.win32.join(env['SystemRoot'] ?? 'C:\\Windows', 'Microsoft.NET', 'Framework64', 'v4.0.30319', 'csc.exe');
}

/**
 * The folder of the wrapper and of service.json. Anybody may make folders where it is, and what they make there is theirs: it is taken from
 * whoever has it, before anything is put there that runs with the rights of a service or is believed by an administrator.
 */
function closeFolder(folder: string): Step[] {
  return [
    { folder },
    { run: ['icacls.exe', folder, '/setowner', ADMINISTRATORS, '/Q'] },
    { run: ['icacls.exe', folder, '/inheritance:r', '/grant:r', `${SYSTEM}:(OI)(CI)F`, `${ADMINISTRATORS}:(OI)(CI)F`, `${USERS}:(OI)(CI)RX`, '/Q'] },
  ];
}

/** Before the data comes, which takes its time, and before the service is there: nobody may read it meanwhile. */
function closeDataEarly({ dataFolder }: ServicePlan): Step[] {
  return [
    { folder: dataFolder },
    { run: ['icacls.exe', dataFolder, '/setowner', ADMINISTRATORS, '/Q'] },
    { run: ['icacls.exe', dataFolder, '/inheritance:r', '/grant:r', `${SYSTEM}:(OI)(CI)F`, `${ADMINISTRATORS}:(OI)(CI)F`, '/Q'] },
  ];
}

/** The system, administrators and the service may use the data, and nobody else. */
function closeData({ dataFolder }: ServicePlan): Step {
  const grants = [`${SYSTEM}:(OI)(CI)F`, `${ADMINISTRATORS}:(OI)(CI)F`, `${SERVICE_USERS.win32}:(OI)(CI)M`];
  return { run: ['icacls.exe', dataFolder, '/inheritance:r', '/grant:r', ...grants, '/T'] };
}

const POWERSHELL: Command = ['powershell.exe', '-NoProfile', '-NonInteractive', '-Command'];

/** Where the event log of Windows finds out about a source. Without this the wrapper, which may not make it, could not write there. */
const EVENT_SOURCE = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\${NAME}`;
/** Has the one text `%1`: each entry is shown as it was written. */
const EVENT_TEXTS = path.win32.join('%SystemRoot%', 'Microsoft.NET', 'Framework64', 'v4.0.30319', 'EventLogMessages.dll');

/** ERROR_SERVICE_DOES_NOT_EXIST, and ERROR_SERVICE_MARKED_FOR_DELETE: it goes once the last window that shows it is closed. */
const IS_GONE = [1060, 1072];

/** @param folder of what everybody may know about the service (service-facts.ts), and nobody else may change */
export function windowsSystem(folder: string): ServiceSystem {
  const wrapper = path.win32.join(folder, WRAPPER);
  const commandLineOf = (plan: ServicePlan): string => windowsCommandLine([wrapper, ...plan.command, '--stop-with-stdin']);
  const makeWrapper: Step[] = [
    { remove: wrapper },
    { run: [compiler(), '/nologo', '/target:exe', '/reference:System.ServiceProcess.dll', `/out:${wrapper}`, SOURCE] },
  ];
  const registration = (plan: ServicePlan): Command => [
    'sc.exe',
    'create',
    NAME,
    'binPath=',
    commandLineOf(plan),
    'start=',
    'delayed-auto',
    'obj=',
    SERVICE_USERS.win32,
    'DisplayName=',
    'Gatepost mail server',
  ];
  return {
    // The system makes the account of a service with the service; its folders are made here.
    makeUser: (plan) => [...closeFolder(folder), ...closeDataEarly(plan)],
    giveData: () => [],
    register: (plan) => [
      ...makeWrapper,
      { run: registration(plan) },
      { run: ['sc.exe', 'description', NAME, 'Receives, keeps and delivers mail.'] },
      { run: ['sc.exe', 'failure', NAME, 'reset=', '86400', 'actions=', 'restart/10000/restart/10000/restart/60000'] },
      { run: ['sc.exe', 'failureflag', NAME, '1'] },
      { run: ['reg.exe', 'add', EVENT_SOURCE, '/v', 'EventMessageFile', '/t', 'REG_EXPAND_SZ', '/d', EVENT_TEXTS, '/f'] },
      closeData(plan),
    ],
    // Removed and made again it could be gone for good: Windows keeps the name as long as anybody has a handle of it.
    change: (plan) => [...makeWrapper, { run: ['sc.exe', 'config', NAME, 'binPath=', commandLineOf(plan)] }, closeData(plan)],
    start: () => [{ run: ['sc.exe', 'start', NAME] }],
    // sc.exe does not wait for the end; Stop-Service does.
    stop: () => [{ run: [...POWERSHELL, `Stop-Service -Name ${NAME} -ErrorAction Stop`] }],
    unregister: () => [
      { run: ['sc.exe', 'delete', NAME], allowed: IS_GONE },
      { run: ['reg.exe', 'delete', EVENT_SOURCE, '/f'], mayFail: true },
      { remove: wrapper },
    ],
    lastWords: () => [...POWERSHELL, `(Get-WinEvent -FilterHashtable @{LogName='Application';ProviderName='${NAME}'} -MaxEvents 3).Message`],
    ask: ['sc.exe', 'query', NAME],
    // 1060: there is no such service. The state is a number and a word, and the number is the same in every language.
    stateFrom: ({ code, stdout }) => {
      if (code !== 0) return 'absent';
      return /:\s*[2-7]\s+[A-Z_]+\s/.test(stdout) ? 'running' : 'stopped';
    },
  };
}

/**
 * The service of Windows. Its service manager speaks a protocol that Node does not: a small wrapper stands between, which is compiled
 * on the spot by the compiler that comes with Windows' own .NET (resources/windows-service.cs). It starts the server and, to
 * stop it, closes its input, upon which the server finishes and ends.
 */
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVICE_NAMES, SERVICE_USERS } from './service-places.ts';
import type { ServicePlan, ServiceSystem, Step } from './service-steps.ts';
import { windowsCommandLine } from './windows-words.ts';

const SOURCE = fileURLToPath(new URL('../../../resources/windows-service.cs', import.meta.url));
const NAME = SERVICE_NAMES.win32;
/** Well-known: the system, and the group of administrators, in whatever language. */
const [SYSTEM, ADMINISTRATORS] = ['*S-1-5-18', '*S-1-5-32-544'];

/** Beside the program, where administrators alone may write. */
function wrapperOf({ command: [program] }: ServicePlan): string {
  return path.win32.join(path.win32.dirname(program), 'gatepost-service.exe');
}

function compiler(env: NodeJS.ProcessEnv = process.env): string {
  return path.win32.join(env['SystemRoot'] ?? 'C:\\Windows', 'Microsoft.NET', 'Framework64', 'v4.0.30319', 'csc.exe');
}

function commandLineOf(plan: ServicePlan): string {
  return windowsCommandLine([wrapperOf(plan), ...plan.command, '--stop-with-stdin']);
}

/** The system, administrators and the service may use the data, and nobody else. */
function closeData({ dataFolder }: ServicePlan): Step {
  const grants = [`${SYSTEM}:(OI)(CI)F`, `${ADMINISTRATORS}:(OI)(CI)F`, `${SERVICE_USERS.win32}:(OI)(CI)M`];
  return { run: ['icacls.exe', dataFolder, '/inheritance:r', '/grant:r', ...grants, '/T'] };
}

/** Where the event log of Windows finds out about a source. Without this the wrapper, which may not make it, could not write there. */
const EVENT_SOURCE = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\${NAME}`;
/** Has the one text `%1`: each entry is shown as it was written. */
const EVENT_TEXTS = path.win32.join('%SystemRoot%', 'Microsoft.NET', 'Framework64', 'v4.0.30319', 'EventLogMessages.dll');

/** ERROR_SERVICE_DOES_NOT_EXIST, and ERROR_SERVICE_MARKED_FOR_DELETE: it goes once the last window that shows it is closed. */
const IS_GONE = [1060, 1072];

export const windowsSystem: ServiceSystem = {
  // The system makes the account of a service with the service.
  makeUser: () => [],
  giveData: () => [],
  register: (plan) => {
    const wrapper = wrapperOf(plan);
    return [
      { run: [compiler(), '/nologo', '/target:exe', '/reference:System.ServiceProcess.dll', `/out:${wrapper}`, SOURCE] },
      {
        run: [
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
        ],
      },
      { run: ['sc.exe', 'description', NAME, 'Receives, keeps and delivers mail.'] },
      { run: ['sc.exe', 'failure', NAME, 'reset=', '86400', 'actions=', 'restart/10000/restart/10000/restart/60000'] },
      { run: ['sc.exe', 'failureflag', NAME, '1'] },
      { run: ['reg.exe', 'add', EVENT_SOURCE, '/v', 'EventMessageFile', '/t', 'REG_EXPAND_SZ', '/d', EVENT_TEXTS, '/f'] },
      closeData(plan),
    ];
  },
  // Removed and made again it could be gone for good: Windows keeps the name as long as anybody has a handle of it.
  change: (plan) => [{ run: ['sc.exe', 'config', NAME, 'binPath=', commandLineOf(plan)] }, closeData(plan)],
  start: () => [{ run: ['sc.exe', 'start', NAME] }],
  // sc.exe does not wait for the end; Stop-Service does.
  stop: () => [{ run: ['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', `Stop-Service -Name ${NAME} -ErrorAction Stop`] }],
  unregister: () => [
    { run: ['sc.exe', 'delete', NAME], allowed: IS_GONE },
    { run: ['reg.exe', 'delete', EVENT_SOURCE, '/f'], mayFail: true },
  ],
  ask: ['sc.exe', 'query', NAME],
  // 1060: there is no such service. The state is a number and a word, and the number is the same in every language.
  stateFrom: ({ code, stdout }) => {
    if (code !== 0) return 'absent';
    return /:\s*[2-7]\s+[A-Z_]+\s/.test(stdout) ? 'running' : 'stopped';
  },
};

/**
 * The service of Windows. Its service manager speaks a protocol that Node does not: a small wrapper stands between, which is compiled
 * on the spot by the compiler that comes with Windows' own .NET (resources/windows-service.cs). It starts the server and, to
 * stop it, closes its input, upon which the server finishes and ends.
 */
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVICE_NAMES, SERVICE_USERS } from './service-places.ts';
import type { ServicePlan, ServiceSystem } from './service-steps.ts';
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
          windowsCommandLine([wrapper, ...plan.command, '--stop-with-stdin']),
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
      {
        run: [
          'icacls.exe',
          plan.dataFolder,
          '/inheritance:r',
          '/grant:r',
          `${SYSTEM}:(OI)(CI)F`,
          `${ADMINISTRATORS}:(OI)(CI)F`,
          `${SERVICE_USERS.win32}:(OI)(CI)M`,
          '/T',
        ],
      },
    ];
  },
  start: () => [{ run: ['sc.exe', 'start', NAME] }],
  // sc.exe does not wait for the end; Stop-Service does.
  stop: () => [{ run: ['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', `Stop-Service -Name ${NAME} -ErrorAction Stop`] }],
  unregister: () => [{ run: ['sc.exe', 'delete', NAME] }],
  ask: ['sc.exe', 'query', NAME],
  // 1060: there is no such service. The state is a number and a word, and the number is the same in every language.
  stateFrom: ({ code, stdout }) => {
    if (code !== 0) return 'absent';
    return /:\s*[2-7]\s+[A-Z_]+\s/.test(stdout) ? 'running' : 'stopped';
  },
};

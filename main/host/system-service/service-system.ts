/**
 * The service managers of the three systems, as lists of steps: commands of the system's own and files. The lists are pure and
 * can be shown to a person as they are; `run-steps.ts` carries them out.
 */
import { win32 } from 'node:path';
import { launchdErrors, launchdPlist } from './launchd-plist.ts';
import { SERVICE_NAMES, type ServicePlaces, type ServicePlatform } from './service-places.ts';
import type { ServicePlan, ServiceSystem, Step } from './service-steps.ts';
import { systemdUnit } from './systemd-unit.ts';
import { windowsSystem } from './windows-system.ts';

export function serviceSystem(platform: ServicePlatform, places: ServicePlaces): ServiceSystem {
  switch (platform) {
    case 'linux':
      return systemd(places.definition ?? '');
    case 'darwin':
      return launchd(places.definition ?? '');
    case 'win32':
      return windowsSystem(win32.dirname(places.facts));
  }
}

function systemd(unit: string): ServiceSystem {
  const name = SERVICE_NAMES.linux;
  const register = (plan: ServicePlan): Step[] => [
    { write: unit, text: systemdUnit(plan), mode: 0o644 },
    { run: ['systemctl', 'daemon-reload'] },
    { run: ['systemctl', 'enable', name] },
  ];
  return {
    makeUser: ({ user, dataFolder }) => [
      { run: ['useradd', '--system', '--user-group', '--home-dir', dataFolder, '--no-create-home', '--shell', '/usr/sbin/nologin', user], mayFail: true },
    ],
    giveData: ({ user, dataFolder, command: [program] }) => [
      { run: ['chown', '-R', '--no-dereference', `${user}:${user}`, '--', dataFolder] },
      { run: ['runuser', '-u', user, '--', 'test', '-w', dataFolder] },
      { run: ['runuser', '-u', user, '--', 'test', '-x', program] },
    ],
    register,
    change: register,
    start: () => [{ run: ['systemctl', 'start', name] }],
    stop: () => [{ run: ['systemctl', 'stop', name] }],
    unregister: () => [{ run: ['systemctl', 'disable', name], mayFail: true }, { remove: unit }, { run: ['systemctl', 'daemon-reload'] }],
    lastWords: () => ['journalctl', '--unit', name, '--lines=3', '--output=cat', '--no-pager', '--quiet'],
    ask: ['systemctl', 'show', '--property=LoadState,ActiveState', name],
    stateFrom: ({ code, stdout }) => {
      if (code !== 0 || !/^LoadState=loaded$/m.test(stdout)) return 'absent';
      return /^ActiveState=(active|reloading|deactivating)$/m.test(stdout) ? 'running' : 'stopped';
    },
  };
}

/** macOS keeps these numbers for accounts of services. */
const ROLE_ACCOUNT = '471';

function launchd(plist: string): ServiceSystem {
  const target = `system/${SERVICE_NAMES.darwin}`;
  const register = (plan: ServicePlan): Step[] => [{ write: plist, text: launchdPlist(plan), mode: 0o644 }, { run: ['launchctl', 'enable', target] }];
  return {
    makeUser: ({ user }) => [
      {
        run: ['sysadminctl', '-addUser', user, '-fullName', 'Gatepost mail server', '-UID', ROLE_ACCOUNT, '-shell', '/usr/bin/false', '-roleAccount'],
        mayFail: true,
      },
    ],
    giveData: ({ user, dataFolder, command: [program] }) => [
      { run: ['chown', '-R', '-P', user, dataFolder] },
      { run: ['sudo', '-u', user, 'test', '-w', dataFolder] },
      { run: ['sudo', '-u', user, 'test', '-x', program] },
    ],
    register,
    // It was unloaded when it was stopped: at its start the new list is read.
    change: register,
    // A daemon that is not loaded cannot be told anything; one that is there already is only begun again.
    start: () => [{ run: ['launchctl', 'bootstrap', 'system', plist], mayFail: true }, { run: ['launchctl', 'kickstart', target] }],
    stop: () => [{ run: ['launchctl', 'bootout', target], mayFail: true }],
    unregister: () => [{ run: ['launchctl', 'bootout', target], mayFail: true }, { remove: plist }],
    lastWords: (dataFolder) => ['tail', '-n', '3', launchdErrors(dataFolder)],
    ask: ['launchctl', 'print', target],
    // A stopped one is not loaded: whether it is installed is told by its property list.
    stateFrom: ({ code, stdout }) => (code === 0 && /^\s*state = running$/m.test(stdout) ? 'running' : 'stopped'),
  };
}

/** The unit of systemd: a user of its own, one capability for the mail ports, and nothing of the system but what a mail server needs. */
import { DataFolderError } from '../data-folder-error.ts';
import type { ServicePlan } from './service-steps.ts';

/**
 * A word as systemd.syntax(7) reads it: in double quotes, C escapes, and `%%` for a per cent sign. `$` stays as it is, since
 * ExecStart begins with a colon and the other lines know no variables.
 */
export function systemdWord(text: string): string {
  const escaped = [...Buffer.from(text)].map((byte) => {
    const character = String.fromCodePoint(byte);
    if (character === '"' || character === '\\') return `\\${character}`;
    if (character === '%') return '%%';
    // Control characters would end the line; what is not ASCII goes as the bytes that it is.
    return byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).padStart(2, '0')}` : character;
  });
  return `"${escaped.join('')}"`;
}

/** Homes are closed to the service, unless it has something to find there. */
const HOMES = /^\/(home|root|run\/user)(\/|$)/;

/** @throws DataFolderError for a program in a folder with a name that systemd takes for no name of a program */
export function systemdUnit({ command, dataFolder, user }: ServicePlan): string {
  const [program] = command;
  if (program.split('').some((character) => character < ' ' || `"'\\\u007f`.includes(character))) {
    throw new DataFolderError(`systemd runs no program whose path has quotes, backslashes or control characters in it: move ${program} to another folder`);
  }
  const home = [...command, dataFolder].some((text) => HOMES.test(text)) ? 'read-only' : 'yes';
  return `# Made by Gatepost. "gatepost service uninstall" removes it.
[Unit]
Description=Gatepost mail server
Wants=network-online.target
After=network-online.target nss-lookup.target

[Service]
Type=exec
ExecStart=:${command.map(systemdWord).join(' ')}
User=${user}
Group=${user}
UMask=0077
# The log is in the data folder. The ready line has a sign-in address in it, which is for no journal.
StandardOutput=null
StandardError=journal
RuntimeDirectory=gatepost
RuntimeDirectoryMode=0700
Environment=XDG_RUNTIME_DIR=/run/gatepost
LimitNOFILE=65536
# Open transactions may finish.
KillMode=mixed
TimeoutStopSec=30
Restart=on-failure
RestartSec=10
# Settings that are not valid do not mend themselves.
RestartPreventExitStatus=2

# Ports below 1024, and nothing else of what root may do.
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=${systemdWord(dataFolder)}
ProtectHome=${home}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
# Netlink tells which addresses this computer has.
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
}

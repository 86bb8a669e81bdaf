/** The property list of launchd, for a daemon of the whole computer. */
import { join } from 'node:path/posix';
import type { ServicePlan } from './service-steps.ts';
import { SERVICE_NAMES } from './service-places.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** A text in XML. @throws Error for what XML 1.0 cannot say at all (section 2.2) */
export function xmlText(text: string): string {
  if (text.split('').some(isUnsayable)) throw new Error(`${JSON.stringify(text)} cannot stand in a property list: choose another path`);
  return text.replaceAll(/[&<>"'\r\n\t]/g, (character) => ENTITIES[character] ?? '');
}

function isUnsayable(character: string): boolean {
  return (character < ' ' && !['\t', '\n', '\r'].includes(character)) || character === '\uFFFE' || character === '\uFFFF';
}

/** Where the server says what it cannot say in its log. */
export function launchdErrors(dataFolder: string): string {
  return join(dataFolder, 'service-errors.log');
}

export function launchdPlist({ command, dataFolder, user }: ServicePlan): string {
  const words = command.map((word) => `    <string>${xmlText(word)}</string>\n`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Made by Gatepost. "gatepost service uninstall" removes it. -->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${SERVICE_NAMES.darwin}</string>
  <key>ProgramArguments</key>
  <array>
${words}  </array>
  <key>UserName</key>
  <string>${xmlText(user)}</string>
  <key>Umask</key>
  <integer>63</integer>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>ExitTimeOut</key>
  <integer>30</integer>
  <key>SoftResourceLimits</key>
  <dict>
    <key>NumberOfFiles</key>
    <integer>65536</integer>
  </dict>
  <!-- The log is in the data folder. The ready line has a sign-in address in it, which is for no file. -->
  <key>StandardOutPath</key>
  <string>/dev/null</string>
  <key>StandardErrorPath</key>
  <string>${xmlText(launchdErrors(dataFolder))}</string>
</dict>
</plist>
`;
}

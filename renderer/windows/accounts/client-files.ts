/** Files that set up a mail program: a configuration profile for Apple's devices, and the autoconfig format of Thunderbird and others. */
import type { ClientServer, ClientSettings } from './client-settings.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function xml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

type PlistValue = string | number | boolean | readonly PlistDictionary[];
interface PlistDictionary {
  readonly [key: string]: PlistValue;
}

function plistValue(value: PlistValue, indent: string): string {
  if (typeof value === 'string') return `${indent}<string>${xml(value)}</string>\n`;
  if (typeof value === 'number') return `${indent}<integer>${value}</integer>\n`;
  if (typeof value === 'boolean') return `${indent}<${value}/>\n`;
  return `${indent}<array>\n${value.map((entry) => plistDictionary(entry, `${indent}  `)).join('')}${indent}</array>\n`;
}

function plistDictionary(dictionary: PlistDictionary, indent: string): string {
  const entries = Object.entries(dictionary).map(([key, value]) => `${indent}  <key>${key}</key>\n${plistValue(value, `${indent}  `)}`);
  return `${indent}<dict>\n${entries.join('')}${indent}</dict>\n`;
}

/**
 * A profile (.mobileconfig) for Mail on macOS and iOS. It holds no password: the device asks for it.
 * @param ids two UUIDs of its own: a profile with the same replaces the one before
 */
export function appleProfile(settings: ClientSettings, incoming: ClientServer, outgoing: ClientServer, ids: readonly [string, string]): string {
  const { address, name } = settings;
  const account: PlistDictionary = {
    PayloadType: 'com.apple.mail.managed',
    PayloadVersion: 1,
    PayloadIdentifier: `gatepost.mail.${address}`,
    PayloadUUID: ids[0],
    PayloadDisplayName: address,
    EmailAccountDescription: address,
    EmailAccountName: name === '' ? address : name,
    EmailAccountType: 'EmailTypePOP',
    EmailAddress: address,
    IncomingMailServerAuthentication: 'EmailAuthPassword',
    IncomingMailServerHostName: incoming.host,
    IncomingMailServerPortNumber: incoming.port,
    IncomingMailServerUseSSL: incoming.security !== 'none',
    IncomingMailServerUsername: address,
    OutgoingMailServerAuthentication: 'EmailAuthPassword',
    OutgoingMailServerHostName: outgoing.host,
    OutgoingMailServerPortNumber: outgoing.port,
    OutgoingMailServerUseSSL: outgoing.security !== 'none',
    OutgoingMailServerUsername: address,
    OutgoingPasswordSameAsIncomingPassword: true,
  };
  const profile: PlistDictionary = {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: `gatepost.profile.${address}`,
    PayloadUUID: ids[1],
    PayloadDisplayName: address,
    PayloadContent: [account],
  };
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${plistDictionary(profile, '')}</plist>
`;
}

const SOCKET_TYPES = { tls: 'SSL', starttls: 'STARTTLS', none: 'plain' } as const satisfies Record<ClientServer['security'], string>;

function autoconfigServer(kind: 'incomingServer type="pop3"' | 'outgoingServer type="smtp"', { host, port, security }: ClientServer): string {
  const end = kind.split(' ', 1)[0] ?? '';
  return `    <${kind}>
      <hostname>${xml(host)}</hostname>
      <port>${port}</port>
      <socketType>${SOCKET_TYPES[security]}</socketType>
      <username>%EMAILADDRESS%</username>
      <authentication>password-cleartext</authentication>
    </${end}>
`;
}

/** The file that Thunderbird and others look for at autoconfig.DOMAIN/mail/config-v1.1.xml; it fits every account of the domain. */
export function autoconfigFile(domain: string, incoming: ClientServer, outgoing: ClientServer): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="${xml(domain)}">
    <domain>${xml(domain)}</domain>
    <displayName>${xml(domain)}</displayName>
    <displayShortName>${xml(domain)}</displayShortName>
${autoconfigServer('incomingServer type="pop3"', incoming)}${autoconfigServer('outgoingServer type="smtp"', outgoing)}  </emailProvider>
</clientConfig>
`;
}

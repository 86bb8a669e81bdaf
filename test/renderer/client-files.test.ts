import { describe, expect, it } from 'vitest';
import { appleProfile, autoconfigFile } from '../../renderer/windows/accounts/client-files.ts';
import { type ClientServer, clientSettings } from '../../renderer/windows/accounts/client-settings.ts';
import type { ListenerState, Status } from '../../shared/admin-api/server.ts';
import type { Protocol } from '../../shared/events.ts';

const listener = (protocol: Protocol, port: number, more: Partial<ListenerState> = {}): ListenerState => ({
  id: protocol,
  protocol,
  address: '',
  port,
  tls: protocol.endsWith('s') ? 'implicit' : 'starttls',
  state: 'listening',
  connections: 0,
  ...more,
});
const ANNA = { address: 'anna@example.com', name: 'Anna' };

function statusWith(listeners: ListenerState[]): Pick<Status, 'hostname' | 'listeners' | 'certificate'> {
  return { hostname: 'mail.example.com', listeners, certificate: { subject: 'mail.example.com', selfSigned: true, fingerprint: 'AB:CD', validTo: 1 } };
}

describe('what a mail program is set to', () => {
  it('is the best of the listeners that run', () => {
    const all = statusWith([listener('smtp', 25), listener('submission', 587), listener('submissions', 465), listener('pop3', 110), listener('pop3s', 995)]);
    expect(clientSettings(all, ANNA)).toMatchObject({
      incoming: { host: 'mail.example.com', port: 995, security: 'tls' },
      outgoing: { host: 'mail.example.com', port: 465, security: 'tls' },
      fingerprint: 'AB:CD',
    });
    const some = statusWith([
      listener('smtp', 25, { tls: 'none' }),
      listener('submissions', 465, { state: 'failed' }),
      listener('pop3', 2110, { address: '127.0.0.1' }),
    ]);
    expect(clientSettings(some, ANNA)).toMatchObject({
      incoming: { host: '127.0.0.1', port: 2110, security: 'starttls' },
      outgoing: { port: 25, security: 'none' },
    });
    expect(clientSettings(statusWith([]), ANNA)).toMatchObject({ incoming: undefined, outgoing: undefined });
  });
});

const incoming: ClientServer = { host: 'mail.example.com', port: 995, security: 'tls' };
const outgoing: ClientServer = { host: 'mail.example.com', port: 587, security: 'starttls' };

describe('the Apple profile', () => {
  const profile = appleProfile({ address: 'anna@example.com', name: 'Anna & <Co>', incoming, outgoing, fingerprint: undefined }, incoming, outgoing, [
    '11111111-1111-4111-8111-111111111111',
    '22222222-2222-4222-8222-222222222222',
  ]);
  it('has both servers and the login, and no password', () => {
    const value = (key: string): string | undefined => new RegExp(`<key>${key}</key>\\s*<(?:string|integer)>([^<]*)<`).exec(profile)?.[1];
    expect(value('EmailAccountType')).toBe('EmailTypePOP');
    expect(value('IncomingMailServerHostName')).toBe('mail.example.com');
    expect(value('IncomingMailServerPortNumber')).toBe('995');
    expect(value('OutgoingMailServerPortNumber')).toBe('587');
    expect(value('IncomingMailServerUsername')).toBe('anna@example.com');
    expect(profile).toMatch(/<key>OutgoingMailServerUseSSL<\/key>\s*<true\/>/);
    expect(profile).not.toMatch(/<key>IncomingPassword/);
  });

  it('escapes what people are called', () => {
    expect(profile).toContain('<string>Anna &amp; &lt;Co&gt;</string>');
  });
});

describe('the autoconfig file', () => {
  it('is as Thunderbird reads it', () => {
    expect(autoconfigFile('example.com', incoming, outgoing)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="example.com">
    <domain>example.com</domain>
    <displayName>example.com</displayName>
    <displayShortName>example.com</displayShortName>
    <incomingServer type="pop3">
      <hostname>mail.example.com</hostname>
      <port>995</port>
      <socketType>SSL</socketType>
      <username>%EMAILADDRESS%</username>
      <authentication>password-cleartext</authentication>
    </incomingServer>
    <outgoingServer type="smtp">
      <hostname>mail.example.com</hostname>
      <port>587</port>
      <socketType>STARTTLS</socketType>
      <username>%EMAILADDRESS%</username>
      <authentication>password-cleartext</authentication>
    </outgoingServer>
  </emailProvider>
</clientConfig>
`);
  });
});

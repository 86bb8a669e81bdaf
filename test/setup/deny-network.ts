/**
 * No test leaves this machine. Once this module is loaded, names outside it are not looked up and connections off
 * loopback are not made: both throw, and are remembered, so that code which swallows the error fails its test all the
 * same (test/setup/vitest.ts asks after each test).
 *
 * A test that needs DNS runs a name server on loopback and passes a resolver that asks nobody else: that is let through.
 * `node --import` takes this file as well, for hosts that a test starts as a process of their own.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/** What was tried since the last call. */
export function takeBreaches(): string[] {
  return breaches.splice(0);
}

const breaches: string[] = [];

function refuse(what: string): never {
  breaches.push(what);
  process.stderr.write(`test/setup/deny-network.ts: ${what}\n`);
  throw new Error(`${what}: tests stay on this machine (test/setup/deny-network.ts)`);
}

/** All of 127.0.0.0/8, so that tests can play outsiders from 127.0.0.2, and ::1. */
const loopback = new net.BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopback(address: string): boolean {
  return loopback.check(address, net.isIPv6(address) ? 'ipv6' : 'ipv4');
}

function isLocalName(name: string): boolean {
  return name === '' || name === 'localhost' || name.endsWith('.localhost');
}

function isLocalHost(host: string): boolean {
  return net.isIP(host) === 0 ? isLocalName(host) : isLoopback(host);
}

/** `127.0.0.1:5353`, `[::1]:5353` or either without its port, as getServers() says it. */
function serverAddress(server: string): string {
  const bracketed = /^\[(?<address>[^\]]*)\]/.exec(server)?.groups?.['address'];
  return bracketed ?? (net.isIPv6(server) ? server : server.replace(/:\d+$/, ''));
}

type Check = (self: unknown, args: readonly unknown[]) => void;

/** Puts `check` in front of methods of `target`. */
function guard(target: object, names: readonly string[], check: Check): void {
  for (const name of names) {
    const original: unknown = Reflect.get(target, name);
    if (typeof original !== 'function') continue;
    const guarded = function (this: unknown, ...args: unknown[]): unknown {
      check(this, args);
      return Reflect.apply(original, this, args);
    };
    // What util.promisify reads (dns.lookup has its own promise form) must stay.
    Reflect.set(
      target,
      name,
      Object.assign(guarded, Object.fromEntries(Object.getOwnPropertySymbols(original).map((key) => [key, Reflect.get(original, key)]))),
    );
  }
}

const LOOKUPS = ['lookup', 'lookupService'];
const QUERIES = [
  'resolve',
  'resolve4',
  'resolve6',
  'resolveAny',
  'resolveCaa',
  'resolveCname',
  'resolveMx',
  'resolveNaptr',
  'resolveNs',
  'resolvePtr',
  'resolveSoa',
  'resolveSrv',
  'resolveTlsa',
  'resolveTxt',
  'reverse',
];

const checkLookup: Check = (_self, [name]) => {
  // An address is looked up without asking anybody, as `listen` does.
  if (typeof name === 'string' && net.isIP(name) === 0 && !isLocalName(name)) refuse(`look-up of the name ${name}`);
};

function checkQuery(serversOf: (self: unknown) => readonly string[]): Check {
  return (self, [name]) => {
    if (!serversOf(self).every((server) => isLoopback(serverAddress(server)))) refuse(`DNS query for ${String(name)} to the name servers of this machine`);
  };
}

function serversOfResolver(self: unknown): readonly string[] {
  if (self instanceof dns.Resolver || self instanceof dns.promises.Resolver) return self.getServers();
  return dns.getServers();
}

for (const module of [dns, dns.promises]) {
  guard(module, LOOKUPS, checkLookup);
  guard(
    module,
    QUERIES,
    checkQuery(() => module.getServers()),
  );
  guard(module.Resolver.prototype, QUERIES, checkQuery(serversOfResolver));
}

/** The host that Socket.connect(port, host?), connect(options) or connect(path) is about to call; undefined for a path. */
function hostOf(args: readonly unknown[]): string | undefined {
  const [first, second] = args;
  // net.connect() hands the arguments on as one normalised array.
  if (Array.isArray(first)) return hostOf(first);
  if (typeof first === 'object' && first !== null) {
    if ('path' in first && typeof first.path === 'string') return undefined;
    return 'host' in first && typeof first.host === 'string' ? first.host : 'localhost';
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return undefined;
  return typeof second === 'string' ? second : 'localhost';
}

guard(net.Socket.prototype, ['connect'], (_self, args) => {
  const host = hostOf(args);
  if (host !== undefined && !isLocalHost(host)) refuse(`connection to ${host}`);
});

guard(dgram.Socket.prototype, ['connect', 'send'], (_self, args) => {
  const host = args.findLast((argument) => typeof argument === 'string');
  if (typeof host === 'string' && !isLocalHost(host)) refuse(`datagram to ${host}`);
});

syncBuiltinESMExports();

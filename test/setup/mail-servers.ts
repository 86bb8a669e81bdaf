/**
 * The mail servers that deliveries are tried on, Postfix and Exim. Debian's packages of the two shut each other out: Postfix is
 * installed, and Exim's program is unpacked into a folder of its own, with no more of its package than that.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { installDebian, onPath } from './debian.ts';

const POSTFIX = ['/usr/sbin/postfix', '/usr/sbin/smtp-sink', '/usr/share/postfix/master.cf.dist'];
const EXIM_FOLDER = path.resolve(import.meta.dirname, '../../node_modules/.cache/gatepost/exim');
const EXIM_PACKAGE = 'exim4-daemon-light';
/** What that package depends on and no other mail server minds. */
const EXIM_LIBRARIES = ['libdb5.3', 'libgnutls-dane0', 'libidn12', 'libidn2-0', 'libnsl2', 'libpcre2-8-0'];
/** Debian's Exim does not start without this user, whatever its configuration says. */
export const EXIM_USER = 'Debian-exim';

/** Why Postfix cannot be run here; undefined if it can. */
export function postfixMissing(): string | undefined {
  if (process.platform !== 'linux') return 'Postfix is run on Linux only';
  if (process.getuid?.() !== 0) return 'Postfix can be started by root only';
  return POSTFIX.every((file) => existsSync(file)) ? undefined : 'Postfix is not installed (Debian: apt-get install postfix)';
}

/** The path of an Exim that runs; undefined without one. */
export function findExim(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  return ['/usr/sbin/exim4', path.join(EXIM_FOLDER, 'usr/sbin/exim4')].find((file) => existsSync(file) && runs(file));
}

/** It fails without a configuration, but not before it has said who it is. */
function runs(file: string): boolean {
  return spawnSync(file, ['-bV'], { encoding: 'utf8' }).stdout.startsWith('Exim version');
}

/** Gets what is missing where that is possible. @returns what is still missing, and why; '' for nothing */
export function provideMailServers(): string {
  const troubles: string[] = [];
  if (postfixMissing() !== undefined && process.getuid?.() === 0) {
    // Without a configuration of its own the package starts no server.
    spawnSync('debconf-set-selections', { input: 'postfix postfix/main_mailer_type select No configuration\n' });
    const trouble = installDebian(['postfix']);
    if (trouble !== undefined) troubles.push(`Postfix: ${trouble}`);
  }
  if (findExim() === undefined) {
    const trouble = unpackExim();
    if (trouble !== undefined || findExim() === undefined) troubles.push(`Exim: ${trouble ?? 'the unpacked program does not run'}`);
  }
  return troubles.join('; ');
}

function unpackExim(): string | undefined {
  const trouble = installDebian(EXIM_LIBRARIES);
  if (trouble !== undefined) return trouble;
  if (spawnSync('getent', ['passwd', EXIM_USER]).status !== 0) {
    spawnSync('useradd', ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', EXIM_USER]);
  }
  mkdirSync(EXIM_FOLDER, { recursive: true });
  spawnSync('apt-get', ['download', '-q', EXIM_PACKAGE], { cwd: EXIM_FOLDER, stdio: 'inherit' });
  const archive = readdirSync(EXIM_FOLDER).find((file) => file.endsWith('.deb'));
  if (archive === undefined || onPath('dpkg') === undefined) return `the package ${EXIM_PACKAGE} could not be fetched`;
  return spawnSync('dpkg', ['-x', archive, '.'], { cwd: EXIM_FOLDER }).status === 0 ? undefined : `the package ${EXIM_PACKAGE} could not be unpacked`;
}

/**
 * resources/installer.nsh, compiled in a small frame that has what electron-builder's own script has at the places where ours is
 * inserted: once for the installer, once for the uninstaller, with every warning an error, as electron-builder does. Its own plug-ins
 * are not to be had everywhere; nothing of ours needs them.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../fakes/temp-folder.ts';
import { missingMakensis } from '../setup/makensis.ts';
import { ROOT } from './sources.ts';

const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
const TEMPLATES = path.join(path.dirname(builder.resolve('app-builder-lib/package.json')), 'templates/nsis');
const OURS = path.join(ROOT, 'resources/installer.nsh');

/** Ours comes before the libraries that it uses, as in the script that electron-builder puts together. */
const FRAME = String.raw`
Unicode true
Name "Gatepost"
!define PRODUCT_NAME "Gatepost"
!define APP_EXECUTABLE_FILENAME "Gatepost.exe"
!define INSTALL_MODE_PER_ALL_USERS
!addincludedir "${path.join(TEMPLATES, 'include')}"
!include "@OURS@"
!include LogicLib.nsh
!include FileFunc.nsh
!include "allowOnlyOneInstallerInstance.nsh"
RequestExecutionLevel admin
InstallDir "$PROGRAMFILES64\Gatepost"
!define isUpdated '"" isUpdated ""'
!macro _isUpdated _a _b _t _f
  !insertmacro _LOGICLIB_TEMP
  ClearErrors
  ${'$'}{GetParameters} $_LOGICLIB_TEMP
  ${'$'}{GetOptions} $_LOGICLIB_TEMP "--updated" $_LOGICLIB_TEMP
  IfErrors ${'`'}${'$'}{_f}${'`'} ${'`'}${'$'}{_t}${'`'}
!macroend
LangString appRunning 1033 "running"
LangString appClosing 1033 "closing"
LangString appCannotBeClosed 1033 "cannot be closed"
!ifdef BUILD_UNINSTALLER
  Function .onInit
    WriteUninstaller "$INSTDIR\uninstall.exe"
    Quit
  FunctionEnd
  Section "install"
  SectionEnd
  Function un.checkAppRunning
    !insertmacro CHECK_APP_RUNNING
  FunctionEnd
  Section "un.install"
    Call un.checkAppRunning
    !insertmacro customUnInstall
  SectionEnd
!else
  Section "install"
    !insertmacro CHECK_APP_RUNNING
    !insertmacro customInstall
  SectionEnd
!endif
`;

/** What the compiler says of a script with these additions. */
function compile(additions: string, ...more: readonly string[]): string {
  const folder = tempFolder();
  const [script, ours] = [path.join(folder, 'frame.nsi'), path.join(folder, 'installer.nsh')];
  writeFileSync(ours, additions);
  writeFileSync(script, `OutFile "${path.join(folder, 'frame.exe')}"\n${FRAME.replace('@OURS@', ours)}`);
  return execFileSync('makensis', ['-WX', '-INPUTCHARSET', 'UTF8', ...more, script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

test('the installer and the uninstaller compile without a warning, and a mistake in ours is seen', { timeout: 120_000 }, (context) => {
  const missing = missingMakensis();
  if (missing !== '') context.skip(missing);
  const ours = readFileSync(OURS, 'utf8');
  expect(compile(ours)).toContain('Install: 1 page');
  expect(compile(ours, '-DBUILD_UNINSTALLER')).toContain('Uninstall: 1 page');
  expect(() => compile(ours.replace('DeleteRegKey', 'DeleteRegKeys'), '-DBUILD_UNINSTALLER')).toThrow();
  expect(() => compile(ours.replace('keepData:', 'keptData:'), '-DBUILD_UNINSTALLER')).toThrow();
});

test('the service has the names there that it has in the program', () => {
  const ours = readFileSync(OURS, 'utf8');
  const system = readFileSync(path.join(ROOT, 'main/host/system-service/windows-system.ts'), 'utf8');
  const places = readFileSync(path.join(ROOT, 'main/host/system-service/service-places.ts'), 'utf8');
  expect(ours).toContain('!define SERVICE "Gatepost"');
  expect(places).toContain("win32: 'Gatepost'");
  expect(system).toContain("'gatepost-service.exe'");
  expect(ours).toContain(String.raw`Delete "$APPDATA\Gatepost\gatepost-service.exe"`);
});

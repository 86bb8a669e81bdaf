/**
 * Newer versions from where electron-builder.yml publishes them, by electron-updater: over HTTPS, checked against the hash in the
 * channel's file, and on Windows and macOS against the signature of the version that runs.
 */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { app } from 'electron';
import electronUpdater from 'electron-updater';
import type { UpdateSource } from './updates.ts';

/** Undefined where nothing can be updated: in a checkout, or in a folder that was only unpacked. */
export function electronUpdates(): UpdateSource | undefined {
  if (!app.isPackaged || !hasPublisher(path.join(process.resourcesPath, 'app-update.yml'))) return undefined;
  const { autoUpdater } = electronUpdater;
  autoUpdater.logger = null;
  if (!autoUpdater.isUpdaterActive()) return undefined;
  autoUpdater.autoDownload = false;
  // A Debian package is installed by root alone: nobody who quits wants to be asked for a password.
  autoUpdater.autoInstallOnAppQuit = process.platform !== 'linux' || process.env['APPIMAGE'] !== undefined;
  return {
    current: app.getVersion(),
    fetch: async (channel, found) => {
      autoUpdater.channel = channel;
      autoUpdater.allowPrerelease = channel === 'beta';
      // Choosing a channel would allow it: an older version need not understand the data folder.
      autoUpdater.allowDowngrade = false;
      const result = await autoUpdater.checkForUpdates();
      if (result?.isUpdateAvailable !== true) return undefined;
      const { version } = result.updateInfo;
      found(version);
      await autoUpdater.downloadUpdate();
      return version;
    },
    install: () => {
      // The server has stopped: if nothing can be installed, the version that was there starts again.
      autoUpdater.once('error', () => {
        app.relaunch();
        app.exit(0);
      });
      autoUpdater.quitAndInstall(true, true);
    },
  };
}

/** Whether the package says where it comes from: electron-builder writes that into what it makes an installer of, where it knows the repository. */
function hasPublisher(file: string): boolean {
  return existsSync(file) && /^provider:/m.test(readFileSync(file, 'utf8'));
}

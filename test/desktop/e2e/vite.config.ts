/** The test build of the desktop application, for the Electron of electron-runtime.ts: with stand-ins for what its Node lacks, and nothing else changed. */
import * as path from 'node:path';
import { defineConfig, mergeConfig, type Plugin } from 'vite';
import productConfig from '../../../vite.desktop.config.ts';

const STAND_INS: Readonly<Record<string, string>> = { 'node:sqlite': 'sqlite-in-wasm.ts', 'node:zlib': 'zlib-without-zstd.ts' };

/** In the text of the sources: modules and objects of Node itself are left alone by every other way of replacing them. */
const standIns: Plugin = {
  name: 'stand-ins',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('node_modules') || id.startsWith(import.meta.dirname)
      ? undefined
      : code
          .replaceAll(
            /from '(node:sqlite|node:zlib)'/g,
            (_text, name: string) => `from ${JSON.stringify(path.join(import.meta.dirname, STAND_INS[name] ?? name))}`,
          )
          // Since Node 22.10.
          .replaceAll(/(\w+)\.validToDate/g, 'new Date($1.validTo)'),
};

export default defineConfig((environment) =>
  mergeConfig(productConfig(environment), { plugins: [standIns], build: { rolldownOptions: { external: ['node-sqlite3-wasm'] } } }),
);

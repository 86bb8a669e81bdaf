/**
 * Compiles the service host into dist/service, packages included: the installed application brings it along with a Node of its own, for
 * machines where the server runs as a service (main/host/system-service/service-program.ts). Plain Node cannot read an archive.
 */
import { cpSync, globSync } from 'node:fs';
import { builtinModules } from 'node:module';
import * as path from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { compiledThreads } from './vite.desktop.config.ts';

const OUT = 'dist/service';

/** What the program reads beside itself: the windows, the wrapper for Windows, and a Node to run under. */
const besides: Plugin = {
  name: 'besides',
  closeBundle: () => {
    cpSync('dist/renderer', path.join(OUT, 'dist/renderer'), { recursive: true });
    cpSync('resources/windows-service.cs', path.join(OUT, 'resources/windows-service.cs'));
    const node = process.platform === 'win32' ? 'node.exe' : 'node';
    cpSync(path.join('node_modules/node/bin', node), path.join(OUT, 'bin', node));
  },
};

export default defineConfig({
  configFile: false,
  publicDir: false,
  plugins: [compiledThreads, besides],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: OUT,
    emptyOutDir: true,
    minify: false,
    target: 'node24',
    rolldownOptions: {
      external: [/^node:/, ...builtinModules],
      input: ['main/service/gatepost.ts', ...globSync('main/**/*-worker.ts')],
      output: { format: 'es', preserveModules: true, preserveModulesRoot: '.', entryFileNames: '[name].js' },
    },
  },
});

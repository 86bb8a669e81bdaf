/**
 * Compiles the service host into dist/service, packages included: the installed application brings it along with a Node of its own, for
 * machines where the server runs as a service (main/host/system-service/service-program.ts). Plain Node cannot read an archive.
 */
import { cpSync, existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import * as path from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import * as z from 'zod';

/** Threads are started from files beside the one that starts them, as in vite.desktop.config.ts. */
const compiledThreads: Plugin = {
  name: 'compiled-threads',
  transform: (code, id) => (/[\\/]main[\\/].*\.ts$/.test(id) ? code.replaceAll(/(new URL\(["']\.\/[\w-]+-worker)\.ts(["'])/g, '$1.js$2') : undefined),
};

/** What the program needs beside itself: its packages, the windows, the wrapper for Windows, and a Node to run under. */
function besides(): Plugin {
  let out = '';
  return {
    name: 'besides',
    configResolved: ({ build }) => {
      out = build.outDir;
    },
    closeBundle: () => {
      for (const name of shippedPackages()) cpSync(name, path.join(out, name), { recursive: true });
      cpSync('dist/renderer', path.join(out, 'dist/renderer'), { recursive: true });
      cpSync('resources/windows-service.cs', path.join(out, 'resources/windows-service.cs'));
      const node = process.platform === 'win32' ? 'node.exe' : 'node';
      cpSync(path.join('node_modules/node/bin', node), path.join(out, 'bin', node));
      // Node reads it for the kind of the modules.
      writeFileSync(path.join(out, 'package.json'), '{ "type": "module" }\n');
    },
  };
}

/** Of the lock file, what is no tool of the development. Packages inside of others come along with them. */
function shippedPackages(): string[] {
  const lock = z
    .object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), devOptional: z.boolean().optional() })) })
    .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  return Object.entries(lock.packages)
    .filter(([name, { dev, devOptional }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(name) && dev !== true && devOptional !== true && existsSync(name))
    .map(([name]) => name);
}

export default defineConfig({
  publicDir: false,
  plugins: [compiledThreads, besides()],
  build: {
    ssr: true,
    outDir: 'dist/service',
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

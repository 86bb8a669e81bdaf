/**
 * Compiles what runs in Electron into dist/: the sources of main/ and shared/ file by file, so that threads find their scripts beside them,
 * and with `--mode preload` the preload script in one CommonJS file, as Electron's sandbox has it. Packages stay packages.
 */
import { cpSync, globSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import * as path from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** Threads are started from files beside the one that starts them: `new URL('./x-worker.ts', import.meta.url)`. */
const compiledThreads: Plugin = {
  name: 'compiled-threads',
  transform: (code, id) => (/[\\/]main[\\/].*\.ts$/.test(id) ? code.replaceAll(/(new URL\(["']\.\/[\w-]+-worker)\.ts(["'])/g, '$1.js$2') : undefined),
};

/** What is left of an earlier build would be packaged too. */
function freshFolders(): Plugin {
  let out = '';
  return {
    name: 'fresh-folders',
    configResolved: ({ build }) => {
      out = build.outDir;
    },
    buildStart: () => {
      for (const folder of ['main', 'shared', 'icons']) rmSync(path.join(out, folder), { recursive: true, force: true });
    },
    closeBundle: () => cpSync('resources/icons', path.join(out, 'icons'), { recursive: true }),
  };
}

export default defineConfig(({ mode }) => {
  const isPreload = mode === 'preload';
  return {
    configFile: false,
    publicDir: false,
    plugins: isPreload ? [] : [compiledThreads, freshFolders()],
    build: {
      ssr: true,
      outDir: 'dist',
      emptyOutDir: false,
      minify: false,
      target: 'node24',
      rolldownOptions: {
        external: ['electron', /^node:/, ...builtinModules],
        input: isPreload ? ['main/desktop/preload.ts'] : ['main/desktop/main.ts', ...globSync('main/**/*-worker.ts')],
        output: isPreload
          ? { format: 'cjs', entryFileNames: 'main/desktop/preload.cjs', codeSplitting: false }
          : { format: 'es', preserveModules: true, preserveModulesRoot: '.', entryFileNames: '[name].js' },
      },
    },
    ...(isPreload ? { ssr: { noExternal: true as const } } : {}),
  };
});

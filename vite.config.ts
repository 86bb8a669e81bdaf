/**
 * Builds the console into dist/renderer, for the browser and the desktop alike. Everything is a file of its own with a
 * hash in its name: no inline script and no data: address, so that a content security policy can forbid both.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2023',
    // The one script is a few hundred kilobytes from the machine itself: pieces would only add round trips.
    chunkSizeWarningLimit: 1200,
  },
});

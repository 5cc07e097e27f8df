import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/graphiql/',
  esbuild: { jsx: 'automatic' },
  build: { outDir: '../public/graphiql', emptyOutDir: true, chunkSizeWarningLimit: 8_000 },
  worker: { format: 'es' },
});

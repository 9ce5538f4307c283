import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:8815';

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: [
      { find: '@hegui/contract', replacement: fileURLToPath(new URL('../src/contract/index.ts', import.meta.url)) },
      { find: '@hegui/label', replacement: fileURLToPath(new URL('../src/label/index.ts', import.meta.url)) },
      { find: '@hegui/scope', replacement: fileURLToPath(new URL('../src/scope/index.ts', import.meta.url)) },
      { find: '@hegui/screening', replacement: fileURLToPath(new URL('../src/screening/index.ts', import.meta.url)) },
      { find: '@hegui/sm2', replacement: fileURLToPath(new URL('../src/sm2/index.ts', import.meta.url)) },
      { find: /^zod$/, replacement: fileURLToPath(new URL('./src/api/zod.ts', import.meta.url)) },
    ],
  },
  server: { host: '127.0.0.1', proxy: { '/api': server, '/v1': server } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Everything stays a file of its own, so that the page needs neither data: nor inline sources in its CSP.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_200,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'echarts', test: /node_modules[\\/](echarts|zrender)[\\/]/ },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/ },
          ],
        },
      },
    },
  },
});

import { build } from 'esbuild';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const source = join(import.meta.dirname, 'page');

/**
 * Builds the local Slack's page into `outDir`: `index.html`, `page.js` and `page.css`, to be served
 * at `/` of the same origin as `/page/` and `/panel/`. Needs no network.
 */
export async function buildPage(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  const { outputFiles } = await build({
    entryPoints: { page: join(source, 'main.tsx') },
    outdir: outDir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfig: join(source, 'tsconfig.json'),
    logLevel: 'warning',
    // esbuild is a process of its own, which would go on writing after this one was killed.
    write: false,
  });
  await Promise.all(outputFiles.map(({ path, contents }) => writeFile(path, contents)));
  await copyFile(join(source, 'index.html'), join(outDir, 'index.html'));
}

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { look } from './look.js';

const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];

/** Makes PNG of SVG. It is slow (hundreds of ms) and holds its thread up: see `renderer.ts`. */
export async function createRaster(): Promise<(svg: string) => Uint8Array> {
  const find = createRequire(import.meta.url);
  const [wasm, ...fonts] = await Promise.all([
    readFile(find.resolve('@resvg/resvg-wasm/index_bg.wasm')),
    ...fontFiles.map((file) => readFile(find.resolve(`dejavu-fonts-ttf/ttf/${file}`))),
  ]);
  await initWasm(wasm);
  return (svg) => {
    const drawing = new Resvg(svg, {
      fitTo: { mode: 'zoom', value: look.scale },
      font: { fontBuffers: fonts, defaultFontFamily: look.font, loadSystemFonts: false },
    });
    const image = drawing.render();
    const png = image.asPng();
    image.free();
    drawing.free();
    return png;
  };
}

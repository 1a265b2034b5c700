import { parentPort } from 'node:worker_threads';
import { createRaster } from './raster.js';

/** What is asked of the worker, and what it answers. */
export interface RenderTask {
  readonly id: number;
  readonly svg: string;
}

export type RenderAnswer =
  | { readonly id: number; readonly png: Uint8Array }
  | { readonly id: number; readonly error: string };

const raster = createRaster();

parentPort?.on('message', ({ id, svg }: RenderTask) => {
  void raster
    .then((render): RenderAnswer => ({ id, png: render(svg) }))
    .catch((error: unknown): RenderAnswer => ({ id, error: String(error) }))
    .then((answer) => parentPort?.postMessage(answer));
});

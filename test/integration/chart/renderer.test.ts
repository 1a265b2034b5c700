import { afterAll, describe, expect, it } from 'vitest';
import { Renderer } from '../../../src/chart/renderer.js';
import type { LagChart } from '../../../src/wording/lag-chart/model.js';
import { aChart, anHour } from '../../../src/wording/testing/charts.js';

/** Width and height stand at the same place in every PNG (its IHDR). */
function sizeOf(png: Uint8Array): { readonly width: number; readonly height: number } {
  const view = new DataView(png.buffer, png.byteOffset);
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

describe('Renderer', () => {
  const renderer = new Renderer();
  afterAll(() => renderer.stop());

  it('makes a PNG, at a size that a phone shows', async () => {
    const png = await renderer.png(aChart());
    const { width, height } = sizeOf(png);
    expect(width).toBe(1280);
    expect(height).toBeGreaterThan(500);
    expect(png.byteLength).toBeLessThan(300_000);
  });

  it('makes several at a time, each its own', async () => {
    const two: LagChart = aChart(anHour(), { measures: ['time', 'bytes'] });
    const [small, large] = await Promise.all([renderer.png(aChart()), renderer.png(two)]);
    expect(sizeOf(large).height).toBeGreaterThan(sizeOf(small).height);
  });

  it('keeps the thread that polls free', async () => {
    // Each of them would hold it up; a busy machine holds it up now and then.
    const longest: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      let longestMs = 0;
      let last = performance.now();
      const timer = setInterval(() => {
        longestMs = Math.max(longestMs, performance.now() - last);
        last = performance.now();
      }, 5);
      await renderer.png(aChart(anHour(), { measures: ['time', 'bytes'] }));
      clearInterval(timer);
      longest.push(longestMs);
    }
    expect(Math.min(...longest)).toBeLessThan(400);
  });

  it('draws names as they are, whatever they hold', async () => {
    const name = '<b>&"\u202e\u0007';
    expect(sizeOf(await renderer.png(aChart(anHour(name)))).width).toBe(1280);
  });

  it('gives up what takes too long, and makes the next one', async () => {
    const hasty = new Renderer({ deadlineMs: 1 });
    await expect(hasty.png(aChart())).rejects.toThrow('longer than 1 ms');
    await hasty.stop();
  });

  it('gives up what is being made when it is stopped', async () => {
    const stopped = new Renderer();
    const picture = stopped.png(aChart());
    const given = expect(picture).rejects.toThrow('pgrepl stops');
    await stopped.stop();
    await given;
  });
});

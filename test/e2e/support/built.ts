import { buildPgrepl } from '../../../lab/demo/build.js';

/** The program as it is installed: what `npm run build` makes. */
export { mainFile } from '../../../lab/demo/build.js';

/**
 * Run once before all end-to-end tests: builds, if anything is newer than what was built, by the
 * demo's own judgement, so that no demo builds anew under tests that run. Types are for
 * `npm run check` to hold.
 */
export async function setup(): Promise<void> {
  await buildPgrepl(new AbortController().signal);
}

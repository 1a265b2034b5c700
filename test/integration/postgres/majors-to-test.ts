import { access } from 'node:fs/promises';
import { join } from 'node:path';
import {
  installedMajor,
  majors,
  packageVersions,
  type Major,
} from '../../../lab/postgres/majors.js';
import { labCache } from '../../../lab/postgres/places.js';
import { platformName } from '../../../src/store/embedded/binaries.js';

/** All of them in CI; elsewhere what is here already, so that a first run fetches nothing. */
export async function majorsToTest(): Promise<readonly Major[]> {
  if (process.env['CI'] !== undefined) return majors;
  const cache = await labCache();
  const present = await Promise.all(
    majors.map(async (major) => {
      const place = `pg${major}-${platformName() ?? ''}-${packageVersions[major]}`;
      const isCached = await access(join(cache, place)).then(
        () => true,
        () => false,
      );
      return major === installedMajor || isCached ? [major] : [];
    }),
  );
  return present.flat();
}

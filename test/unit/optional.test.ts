import { describe, expect, it } from 'vitest';
import { optionalVerdict } from '../support/optional.js';

const browser = (found: string | undefined) => ({
  found,
  missing: 'No browser is installed',
  remedy: 'install Chromium',
});
const why = 'No browser is installed: install Chromium.';

describe('a test that needs what may be missing here', () => {
  it('runs where it is there', () => {
    const verdict = { kind: 'run', part: '/usr/bin/chromium' };
    for (const environment of [{}, { CI: 'true' }]) {
      expect(optionalVerdict(browser('/usr/bin/chromium'), environment)).toEqual(verdict);
    }
  });

  it('is skipped on somebody’s own machine, with the reason', () => {
    for (const environment of [{}, { CI: '' }, { CI: 'false' }]) {
      expect(optionalVerdict(browser(undefined), environment)).toEqual({ kind: 'skip', why });
    }
  });

  it('fails where nobody watches', () => {
    expect(optionalVerdict(browser(undefined), { CI: 'true' })).toEqual({ kind: 'fail', why });
  });
});

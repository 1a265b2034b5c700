import { describe, expect, it } from 'vitest';
import { readServerVersion } from './server-version.js';

describe('readServerVersion', () => {
  it.each([
    ['18.4', 18],
    ['15.18 (Debian 15.18-0+deb12u1)', 15],
    ['19beta1', 19],
    ['20devel', 20],
    ['10.23', 10],
    ['9.6.24', 9],
  ])('reads %s', (text, major) => {
    expect(readServerVersion(text)).toEqual({ text, major });
  });

  it.each(['9.5.25', '8.4', '', 'unknown', 'v18'])('does not accept "%s"', (text) => {
    expect(readServerVersion(text)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { shownCommands, withoutKnownSecrets } from './known-secrets.js';

describe('known secrets', () => {
  const secret = String.raw`pa'ss "\w/ord`;

  it.each([
    secret,
    String.raw`pa\'ss "\\w/ord`,
    String.raw`pa\\''ss "\\\\w/ord`,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ])('are taken out in every form: %s', (form) => {
    expect(withoutKnownSecrets(`before ${form} after`, [secret])).toBe('before *** after');
  });

  it('are taken out where one is part of another', () => {
    expect(withoutKnownSecrets('s3cret-more s3cret', ['s3cret', 's3cret-more'])).toBe('*** ***');
  });

  it('leave words alone that are too short to be one', () => {
    expect(withoutKnownSecrets('on and on', ['on', ''])).toBe('on and on');
  });

  it('are in no command that is shown', () => {
    const commands = { fence: ['fence', '--key', 'k3y-of-it', 'pg1'], stop: ['stop'] };
    expect(shownCommands(commands, ['k3y-of-it'])).toEqual({
      fence: ['fence', '--key', '***', 'pg1'],
      stop: ['stop'],
    });
  });
});

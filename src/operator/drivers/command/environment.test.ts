import { expect, it } from 'vitest';
import { commandEnvironment } from './environment.js';

it('hands on what commands need and what the configuration names, and nothing else', () => {
  const own = {
    PATH: '/bin',
    HOME: '/home/x',
    SLACK_BOT_TOKEN: 'xoxb-1',
    PGPASSWORD: 'secret',
    KRB5CCNAME: '/tmp/krb',
    LANG: undefined,
  };
  expect(commandEnvironment(own, ['KRB5CCNAME', 'MISSING'])).toEqual({
    PATH: '/bin',
    HOME: '/home/x',
    KRB5CCNAME: '/tmp/krb',
  });
});

import { expect, it } from 'vitest';
import { loadConfig } from './load.js';
import { secretsOf } from './secrets.js';

it('knows every token and password of a configuration, once', () => {
  const result = loadConfig({
    text: `
defaults: { password: 'one-for-all' }
clusters:
  orders:
    nodes:
      pg1: { host: db1 }
      s1: { url: 'postgres://u:p%40ss@db2' }
      s2: { host: db3, password: '\${S2}' }
      s3: { host: db4 }
`,
    environment: {
      S2: 'from-env',
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_SIGNING_SECRET: 'signed',
      PGREPL_STORE_URL: 'postgres://u:st%40re@db9/pgrepl',
    },
    defaultStoreDirectory: '/nowhere',
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  expect(secretsOf(result.config)).toEqual([
    'xoxb-1',
    'xapp-1',
    'signed',
    'st%40re',
    'st@re',
    'one-for-all',
    'p@ss',
    'from-env',
  ]);
});

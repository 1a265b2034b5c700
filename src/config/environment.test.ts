import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { environmentSchema, readEnvironment } from './environment.js';

describe('.env.example', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const named = [...text.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);

  it('names every variable that is read, and no other', () => {
    expect([...named].sort()).toEqual(Object.keys(environmentSchema.shape).sort());
  });

  it('holds no value', () => {
    expect(text).not.toMatch(/^[A-Z_]+=.+$/m);
  });
});

describe('readEnvironment', () => {
  it('tells every bad variable without its value and keeps the good ones', () => {
    const { values, problems } = readEnvironment({
      SLACK_BOT_TOKEN: 'hush',
      SLACK_APP_TOKEN: 'hush',
      SLACK_API_URL: 'ftp://hush',
      PGREPL_LOG_LEVEL: 'debug',
    });
    expect(problems.map(({ path }) => path)).toEqual([
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
      'SLACK_API_URL',
    ]);
    expect(JSON.stringify(problems)).not.toContain('hush');
    expect(values).toEqual({ PGREPL_LOG_LEVEL: 'debug' });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readEnvironment({ SLACK_BOT_TOKEN: ' ' })).toEqual({ values: {}, problems: [] });
  });
});

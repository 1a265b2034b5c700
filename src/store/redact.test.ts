import { describe, expect, it } from 'vitest';
import { redactJson, redactText } from './redact.js';

describe('redactText', () => {
  const secret = 'hunter2-Zebra';

  it.each([
    `postgresql://pgrepl:${secret}@db1:5432/postgres`,
    `postgresql://pgrepl:a@${secret}@db1:5432/postgres?sslmode=require`,
    `postgresql://:${secret}@db1/postgres`,
    `primary_conninfo = 'host=pg1 user=repl password=${secret} port=5432'`,
    `host=pg1 password = '${secret} it''s' port=5432`,
    `postgresql://pg1/db?user=x&password=${secret}&sslmode=require`,
    `PGPASSWORD=${secret} psql`,
    `sslpassword=${secret}`,
    `{"password":"${secret}","user":"repl"}`,
    `ALTER ROLE repl PASSWORD '${secret}'`,
    `alter role repl encrypted password E'${secret}\\' x'`,
    `ALTER ROLE repl PASSWORD $x$${secret}$x$`,
    `client_secret: ${secret}`,
    `SLACK_SIGNING_SECRET=${secret}`,
    `Authorization: Bearer ${secret}`,
    `authorization: basic ${secret}`,
    `bearer ${secret}-and-some-more`,
    `xoxb-123-456-${secret}`,
    `xapp-1-A0-${secret}`,
    `xoxe.xoxp-1-${secret}`,
    `https://hooks.slack.com/services/T0/B0/${secret}`,
    `https://hooks.slack.com/commands/T0/1/${secret}`,
    `SCRAM-SHA-256$4096:${secret}$a:b`,
    `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`,
    `-----BEGIN RSA PRIVATE KEY-----\n${secret}`,
  ])('hides what is secret in %j', (text) => {
    expect(redactText(text)).not.toContain(secret);
    expect(redactText(text)).toContain('***');
  });

  it('hides an MD5 password hash', () => {
    expect(redactText('md5a3f5c1d2e4b6a7980123456789abcdef')).toBe('md5***');
  });

  it('keeps what stands around a secret', () => {
    expect(redactText('host=pg1 user=repl password=x port=5432')).toBe(
      'host=pg1 user=repl password=*** port=5432',
    );
    expect(redactText('see postgresql://repl:x@pg1:5432/db now')).toBe(
      'see postgresql://repl:***@pg1:5432/db now',
    );
    expect(redactText("ALTER ROLE a PASSWORD 'x' VALID UNTIL 'infinity'")).toBe(
      "ALTER ROLE a PASSWORD '***' VALID UNTIL 'infinity'",
    );
  });

  it.each([
    's1 is down since 03:12:04; 17 sessions wait.',
    "ALTER SYSTEM SET synchronous_standby_names = ''",
    'password authentication failed for user "pgrepl"',
    'http://127.0.0.1:8080/health answers',
    'postgresql://pg1:5432/postgres',
    'basic information, tokens and passwords',
  ])('leaves %j alone', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('takes a long text in its stride', () => {
    const text = `${'password '.repeat(20_000)}${"='".repeat(20_000)}`;
    expect(redactText(text).length).toBeLessThanOrEqual(text.length + 3);
  });
});

describe('redactJson', () => {
  it('goes through everything, and hides what stands under a telling name', () => {
    expect(
      redactJson({
        user: 'repl',
        password: 'x',
        botToken: 'y',
        nested: [{ url: 'postgres://a:b@c/d' }, 7, null, true],
        secretary: 'kept',
        tokens: 3,
      }),
    ).toEqual({
      user: 'repl',
      password: '***',
      botToken: '***',
      nested: [{ url: 'postgres://a:***@c/d' }, 7, null, true],
      secretary: 'kept',
      tokens: 3,
    });
  });
});

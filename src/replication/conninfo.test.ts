import { describe, expect, it } from 'vitest';
import {
  formatConninfo,
  parseConninfo,
  redirectConninfo,
  secretsInConninfo,
  withoutConninfoSecrets,
} from './conninfo.js';

const parts = (text: string): Record<string, string> | undefined => {
  const parsed = parseConninfo(text);
  return parsed === undefined ? undefined : Object.fromEntries(parsed);
};

describe('a connection string', () => {
  it.each([
    ['host=db1 port=5432', { host: 'db1', port: '5432' }],
    ["  host = 'db1'\n port=5432  ", { host: 'db1', port: '5432' }],
    [String.raw`password='it\'s \\ here' user=u`, { password: String.raw`it's \ here`, user: 'u' }],
    [String.raw`password=a\ b user=u`, { password: 'a b', user: 'u' }],
    [`password="quoted" user=o'neil`, { password: '"quoted"', user: "o'neil" }],
    // libpq skips blanks behind the `=`, whatever comes then.
    ["user='' password= host=h", { user: '', password: 'host=h' }],
    ["host='a'port=1 password=", { host: 'a', port: '1', password: '' }],
    [String.raw`password=a\ `, { password: 'a ' }],
    ['host=a host=b', { host: 'b' }],
    ['', {}],
  ])('of keywords is read: %s', (text, expected) => {
    expect(parts(text)).toEqual(expected);
  });

  it.each([
    ['postgresql://', {}],
    [
      'postgres://u:p%40s@db1:5433/app',
      { user: 'u', password: 'p@s', host: 'db1', port: '5433', dbname: 'app' },
    ],
    ['postgresql://a:1,b:2/?sslmode=require', { host: 'a,b', port: '1,2', sslmode: 'require' }],
    ['postgresql://[::1]:5433/', { host: '::1', port: '5433' }],
    ['postgresql://%2Frun%2Fpg/db?password=x', { host: '/run/pg', dbname: 'db', password: 'x' }],
  ])('as a URL is read: %s', (text, expected) => {
    expect(parts(text)).toEqual(expected);
  });

  it.each([
    'host',
    "host='db1",
    'host=db1 port',
    "host='a'b",
    'postgresql://u:%zz@h/',
    'postgresql://h/?x',
  ])('that libpq would refuse is not guessed at: %s', (text) => {
    expect(parseConninfo(text)).toBeUndefined();
  });

  it('comes back as it was meant, whatever stands in it', () => {
    const odd = new Map([
      ['password', String.raw`a 'b' \c "d" =`],
      ['options', ''],
      ['application_name', 'ü\tx'],
    ]);
    expect(parseConninfo(formatConninfo(odd))).toEqual(odd);
  });
});

describe('secrets in a connection string', () => {
  it('are named and taken out', () => {
    const text = String.raw`host=h password='p \'q' sslpassword=key user=u passfile=/p`;
    expect(secretsInConninfo(text)).toEqual(["p 'q", 'key']);
    expect(withoutConninfoSecrets(text)).toBe('host=h user=u passfile=/p');
    expect(withoutConninfoSecrets('postgresql://u:p@h/d')).toBe('user=u host=h dbname=d');
    expect(withoutConninfoSecrets("password='open")).toBeUndefined();
  });
});

describe('a connection that is to lead elsewhere', () => {
  const to = { host: 'db2', port: 5433 };

  it('keeps what is not about the address', () => {
    expect(
      redirectConninfo(
        "host=a,b hostaddr=10.0.0.1 port=1,2 user=repl password='p q' sslmode=require",
        to,
      ),
    ).toBe("host=db2 port=5433 user=repl password='p q' sslmode=require");
  });

  it('takes what is set for it', () => {
    expect(
      redirectConninfo('host=a user=repl password=old application_name=x', {
        ...to,
        user: 'repl',
        password: 'new',
        sslMode: 'verify-full',
        applicationName: 's 1',
      }),
    ).toBe("host=db2 user=repl password=new application_name='s 1' port=5433 sslmode=verify-full");
  });

  it('does not give a password to another user', () => {
    expect(redirectConninfo('user=repl password=old', { ...to, user: 'other' })).toBe(
      'user=other host=db2 port=5433',
    );
  });

  it('begins anew where the old one cannot be read', () => {
    expect(redirectConninfo("host='", to)).toBe('host=db2 port=5433');
  });
});

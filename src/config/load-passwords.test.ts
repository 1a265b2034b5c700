import { describe, expect, it } from 'vitest';
import type { LoadResult } from './load.js';
import { load, messages } from './testing/loaded.js';

const one = (keys: string): string =>
  messages(`clusters: { o: { nodes: { a: { ${keys} } } } }`).join('\n');

describe('a password with special characters', () => {
  const from = (password: string): LoadResult =>
    load("clusters: { o: { nodes: { a: { url: 'postgres://u:${PW}@h:6000/d' } } } }", {
      PW: password,
    });

  it.each(['p@ss', 'a:b', 'a&b=c', 'ü', 'x y'])('is taken from a variable in a URL: %s', (pw) => {
    const result = from(pw);
    expect(result).toMatchObject({ ok: true });
    const node = result.ok ? result.config.clusters[0]?.nodes[0] : undefined;
    expect(node?.connection).toMatchObject({ host: 'h', port: 6000, password: pw, database: 'd' });
  });

  it.each(['12/hush', '12#hush', '12?hush', 'hush/1', 'hush%', '%zzhush'])(
    'is never taken for something else, and never shown: %s',
    (pw) => {
      const result = from(pw);
      expect(result.ok).toBe(false);
      expect(JSON.stringify(result)).not.toContain('hush');
      expect(JSON.stringify(result)).toContain('password');
    },
  );

  it('is not shown where it stands under the wrong key', () => {
    expect(one("host: 'postgres://u:hush@h/d'")).toMatch(/a URL is written as url/);
    expect(one("host: 'postgres://u:hush@h/d'")).not.toContain('hush');
    expect(one("host: h, sslmode: 'postgres://u:hush@h/d'")).not.toContain('hush');
    expect(messages('slack: { channel: xoxb-12-hush }').join('\n')).not.toContain('hush');
  });
});

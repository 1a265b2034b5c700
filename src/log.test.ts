import { describe, expect, it } from 'vitest';
import { createLog, withoutSecrets } from './log.js';

const planted = 'Planted-s3cret';

/** The line that logging these fields makes. */
function logged(fields: object, secrets: readonly string[] = []): string {
  const lines: string[] = [];
  createLog('info', { write: (line) => lines.push(line) }, secrets).info(fields, 'something');
  const text = lines.join('');
  // Whatever was taken out, what remains must be readable by a machine.
  expect(JSON.parse(text)).toMatchObject({ msg: 'something' });
  return text;
}

describe('the log', () => {
  it('leaves out secrets by their name, however deep they stand', () => {
    const text = logged({
      a: { b: { c: { d: [{ password: `${planted} "quoted" \\ and more` }] } } },
      signing_secret: planted,
      botToken: planted,
      kept: 'this stays',
    });
    expect(text).not.toContain(planted);
    expect(text).not.toContain('and more');
    expect(text).toContain('this stays');
  });

  it('leaves them out of errors, their causes and what hangs on them', () => {
    const cause = new Error(`connect postgres://pgrepl:${planted}@db1/postgres`);
    const error = Object.assign(new Error('it failed', { cause }), {
      detail: `password=${planted} host=db1`,
      config: { auth: { token: planted }, body: JSON.stringify({ password: `${planted} "q"` }) },
    });
    const text = logged({ err: error });
    expect(text).toContain('it failed');
    expect(text).toContain('host=db1');
    expect(text).not.toContain(planted);
  });

  it('leaves out the secrets it was told of, also where they are escaped', () => {
    const odd = 'a"b\\c/d e@f';
    const text = logged({ err: new Error(`no: ${odd} and ${encodeURIComponent(odd)}`) }, [odd]);
    expect(text).toContain('no: (not shown) and (not shown)');
  });

  it('does not take words for secrets', () => {
    const fields = { reason: 'password authentication failed for user "pgrepl"', since: 12 };
    expect(logged(fields, ['x', ''])).toContain(String.raw`failed for user \"pgrepl\"`);
  });
});

describe('a text', () => {
  it.each([
    [`postgres://u:${planted}@h/db`, 'postgres://u:(not shown)@h/db'],
    [`postgres://u:p@${planted}/x@h/db`, 'postgres://u:(not shown)@h/db'],
    [`redis://:${planted}@h`, 'redis://:(not shown)@h'],
    ['xoxb-1-2-abc and xapp-1-A-b', 'xoxb-(not shown) and xapp-(not shown)'],
    ['xoxe.xoxp-1-Mi0y', 'xoxe.xoxp-(not shown)'],
    [`Authorization: Bearer ${planted}`, 'Authorization: Bearer (not shown)'],
    [`host=h password='${planted} x' dbname=d`, 'host=h password=(not shown) dbname=d'],
  ])('loses its secret: %s', (text, without) => {
    expect(withoutSecrets(text)).toBe(without);
  });
});

import { expect, it } from 'vitest';
import { asPasted, pastedIdentifier, pastedLiteral } from './pasted.js';

it('shows whole values alone, in quotes that hold them', () => {
  expect(pastedLiteral("it's")).toBe("'it''s'");
  expect(pastedLiteral('')).toBe("''");
  expect(pastedIdentifier('a"b')).toBe('"a""b"');
  expect(asPasted('x'.repeat(200))).toHaveLength(200);
});

it.each(['x'.repeat(201), 'a`b', 'a\nb', ' a', 'a\u202Eb'])('shows nothing of %j', (value) => {
  expect([asPasted(value), pastedLiteral(value), pastedIdentifier(value)]).toEqual([
    null,
    null,
    null,
  ]);
});

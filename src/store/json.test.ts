import { describe, expect, it } from 'vitest';
import { canonicalJson, toJsonbText } from './json.js';

describe('toJsonbText', () => {
  it('replaces what jsonb does not take', () => {
    expect(JSON.parse(toJsonbText({ a: 'x\u0000y', b: '\ud800', c: '\udc00z' }))).toEqual({
      a: 'x\ufffdy',
      b: '\ufffd',
      c: '\ufffdz',
    });
  });

  it('leaves alone what only looks like it', () => {
    const value = { path: 'C:\\u0000', twice: '\\\\ud800', emoji: '😀', quote: '"\n' };
    expect(JSON.parse(toJsonbText(value))).toEqual(value);
  });
});

describe('canonicalJson', () => {
  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: [1, { d: 1, c: null }], a: 'x' })).toBe(
      '{"a":"x","b":[1,{"c":null,"d":1}]}',
    );
    expect(canonicalJson({ a: 'x', b: [1, { c: null, d: 1 }] })).toBe(
      canonicalJson({ b: [1, { d: 1, c: null }], a: 'x' }),
    );
  });

  it('tells apart what is not the same', () => {
    expect(canonicalJson({ a: 1 })).not.toBe(canonicalJson({ a: '1' }));
    expect(canonicalJson({ a: null })).not.toBe(canonicalJson({}));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });
});

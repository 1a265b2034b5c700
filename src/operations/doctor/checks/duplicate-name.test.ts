import { describe, expect, it } from 'vitest';
import { found, sender, told, type ContextChanges } from '../testing/contexts.js';
import { duplicateName } from './duplicate-name.js';

describe('duplicate-name', () => {
  it('warns of two under one name, but for a base backup', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: {
          senders: [sender('s1'), sender('s1'), sender('pg_basebackup'), sender('pg_basebackup')],
        },
      },
    };
    expect(found(duplicateName, changes)).toEqual(['warn pg1']);
    const words = told(duplicateName, changes);
    expect(words).toContain('2 clients receive from pg1 as s1');
  });

  it('has nothing against two archivers under the name of their program', () => {
    const receivers = [sender('pg_receivewal'), sender('pg_receivewal')];
    expect(found(duplicateName, { surveys: { pg1: { senders: receivers } } })).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { lsn } from '../../../replication/testing/observations.js';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { walSummarizer } from './wal-summarizer.js';

const summarized = (text: string): ContextChanges => ({
  states: { pg1: { redoLsn: lsn('1/40000028'), summarizedLsn: lsn(text) } },
});

it('warns of a summarizer that does not follow the checkpoints', () => {
  expect(found(walSummarizer, summarized('0/80000028'))).toEqual(['warn pg1']);
  expect(told(walSummarizer, summarized('0/80000028'))).toContain(
    'pg1 has not summarized 3 GB of its WAL (`summarize_wal`), and keeps all of that.',
  );
  expect(told(walSummarizer, summarized('0/0'))).toContain('pg1 has not summarized any of its WAL');
});

it('passes one that does, and has nothing to say where there is none', () => {
  expect(found(walSummarizer, summarized('1/40000028'))).toEqual([]);
  expect(found(walSummarizer, summarized('1/50000000'))).toEqual([]);
  expect(told(walSummarizer, { states: { pg1: { redoLsn: lsn('1/0') } } })).toBe('');
});

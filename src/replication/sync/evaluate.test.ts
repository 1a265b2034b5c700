import { describe, expect, it } from 'vitest';

import type { WalSender, WalSenderDetails } from '../observation.js';
import { aWalSender } from '../testing/observations.js';
import { Random } from '../testing/random.js';
import type { SyncView } from '../topology/model.js';
import type { SyncInput } from './evaluate.js';
import { evaluateSync } from './evaluate.js';

function evaluate(
  namesSetting: string,
  walSenders: readonly WalSender[],
  changes: Partial<SyncInput> = {},
): SyncView {
  return evaluateSync({
    major: 18,
    namesSetting,
    synchronousCommit: 'on',
    walSenders,
    wait: null,
    overrides: [],
    nodeOf: (row) => `node-${row.applicationName}`,
    nodeNamed: (name) => `node-${name}`,
    isReplayPaused: () => false,
    ...changes,
  });
}

function member(
  name: string,
  syncPriority: number,
  syncState: WalSenderDetails['syncState'],
  changes: Partial<WalSenderDetails> = {},
): WalSender {
  return aWalSender(name, { syncPriority, syncState, ...changes });
}

function hidden(name: string): WalSender {
  return { pid: 1, applicationName: name, details: null };
}

function outline(view: SyncView): readonly string[] {
  return view.members.map(({ name, priority, state, eligible }) =>
    [name, priority, state, eligible === null ? 'unclear' : eligible ? 'counts' : 'no'].join(' '),
  );
}

describe('by priority', () => {
  const names = 'FIRST 1 (s1, s2)';

  it('waits for the first and has the second in spare', () => {
    const view = evaluate(names, [member('s2', 2, 'potential'), member('s1', 1, 'sync')]);
    expect(outline(view)).toEqual(['s1 1 sync counts', 's2 2 potential counts']);
    expect(view.commits).toEqual({ kind: 'waiting-satisfied', required: 1, spare: 1 });
    expect(view.members[0]?.node).toBe('node-s1');
  });

  it('shows a listed name without a standby as missing, with the node that should carry it', () => {
    const view = evaluate(names, [member('s2', 2, 'sync')]);
    expect(outline(view)).toEqual(['s2 2 sync counts', 's1 1 missing no']);
    expect(view.members[1]?.node).toBe('node-s1');
    expect(view.commits).toEqual({ kind: 'waiting-satisfied', required: 1, spare: 0 });
  });

  it('hangs without any', () => {
    const view = evaluate(names, [member('other', 0, 'async')]);
    expect(view.commits).toEqual({ kind: 'hangs', required: 1, present: 0 });
  });

  it('hangs with one of two required, although the one shows as sync', () => {
    const view = evaluate('2 (s1, s2)', [member('s1', 1, 'sync')]);
    expect(view.commits).toEqual({ kind: 'hangs', required: 2, present: 1 });
  });

  it('does not count a standby that catches up, which shows as potential', () => {
    const view = evaluate(names, [
      member('s1', 1, 'sync'),
      member('s2', 2, 'potential', { state: 'catchup' }),
    ]);
    expect(outline(view)).toEqual(['s1 1 sync counts', 's2 2 potential no']);
    expect(view.commits).toEqual({ kind: 'waiting-satisfied', required: 1, spare: 0 });
  });

  it('counts a walsender that is stopping, and none without a flushed position', () => {
    const stopping = evaluate('s1', [member('s1', 1, 'sync', { state: 'stopping' })]);
    expect(stopping.commits.kind).toBe('waiting-satisfied');
    const unflushed = evaluate('s1', [member('s1', 1, 'sync', { flushLsn: null })]);
    expect(unflushed.commits).toEqual({ kind: 'hangs', required: 1, present: 0 });
  });

  it('takes a starting walsender, which has priority 0 yet, for missing', () => {
    const view = evaluate('s1', [member('s1', 0, 'async', { state: 'startup', flushLsn: null })]);
    expect(outline(view)).toEqual(['s1 1 missing no']);
  });

  it('finds nothing missing behind *, and a name that * has matched already is not missing', () => {
    const view = evaluate('FIRST 1 (*, s1)', [member('s1', 1, 'sync')]);
    expect(outline(view)).toEqual(['s1 1 sync counts']);
  });

  it('names a missing name once, however often it is listed and in whatever case', () => {
    expect(outline(evaluate('s1, S1, s2', [member('S2', 3, 'sync')]))).toEqual([
      'S2 3 sync counts',
      's1 1 missing no',
    ]);
  });
});

describe('by quorum', () => {
  it('counts all alike', () => {
    const view = evaluate('ANY 1 (s1, s2, s3)', [
      member('s1', 1, 'quorum'),
      member('s2', 1, 'quorum'),
    ]);
    expect(outline(view)).toEqual(['s1 1 quorum counts', 's2 1 quorum counts', 's3 1 missing no']);
    expect(view.commits).toEqual({ kind: 'waiting-satisfied', required: 1, spare: 1 });
  });

  it('hangs with fewer than the quorum', () => {
    const view = evaluate('ANY 2 (s1, s2)', [member('s1', 1, 'quorum')]);
    expect(view.commits).toEqual({ kind: 'hangs', required: 2, present: 1 });
  });
});

describe('the level of synchronous_commit', () => {
  const rows = [member('s1', 1, 'sync')];

  it.each(['remote_apply', 'on', 'remote_write'])('waits at %s', (synchronousCommit) => {
    expect(evaluate('s1', rows, { synchronousCommit }).commits.kind).toBe('waiting-satisfied');
    expect(evaluate('s1', [], { synchronousCommit }).commits.kind).toBe('hangs');
  });

  it.each(['local', 'off'])(
    'does not wait at %s, with or without standbys',
    (synchronousCommit) => {
      const expected = { kind: 'not-waiting', why: 'level' };
      expect(evaluate('s1', rows, { synchronousCommit }).commits).toEqual(expected);
      expect(evaluate('s1', [], { synchronousCommit }).commits).toEqual(expected);
    },
  );

  it('waits for nobody without names, at any level', () => {
    const expected = { kind: 'not-waiting', why: 'no-names' };
    expect(evaluate('', rows, { synchronousCommit: 'remote_apply' }).commits).toEqual(expected);
  });

  it('is not guessed when it is not known', () => {
    expect(evaluate('s1', rows, { synchronousCommit: null }).commits.kind).toBe('unknown');
    expect(evaluate('', rows, { synchronousCommit: null }).commits.kind).toBe('not-waiting');
  });

  it('hangs at remote_apply on a receiver that never replays', () => {
    const receiver = [member('pg_receivewal', 1, 'sync', { replayLsn: null })];
    const at = (synchronousCommit: string): string =>
      evaluate('*', receiver, { synchronousCommit }).commits.kind;
    expect(at('on')).toBe('waiting-satisfied');
    expect(at('remote_apply')).toBe('hangs');
  });

  it('passes nobody over by priority: who can’t confirm the replay holds up those behind it', () => {
    const rows = [
      member('pg_receivewal', 1, 'sync', { replayLsn: null }),
      member('s1', 2, 'potential'),
    ];
    const { commits, members } = evaluate('FIRST 1 (pg_receivewal, s1)', rows, {
      synchronousCommit: 'remote_apply',
    });
    expect(commits).toEqual({ kind: 'hangs', required: 1, present: 0 });
    expect(members[0]).toMatchObject({ eligible: false, withholds: 'never-replays' });
  });

  it('hangs at remote_apply while replay is paused, unless a quorum has others', () => {
    const rows = [member('s1', 1, 'sync'), member('s2', 2, 'potential')];
    const paused = {
      synchronousCommit: 'remote_apply',
      isReplayPaused: (row: WalSender) => row.applicationName === 's1',
    };
    expect(evaluate('s1, s2', rows, paused).commits).toEqual({
      kind: 'hangs',
      required: 1,
      present: 0,
    });
    expect(evaluate('s2, s1', [...rows].reverse(), paused).members[0]?.withholds).toBe(
      'replay-paused',
    );
    expect(evaluate('ANY 1 (s1, s2)', rows, paused).commits).toEqual({
      kind: 'waiting-satisfied',
      required: 1,
      spare: 0,
    });
    expect(evaluate('s1, s2', rows, { ...paused, synchronousCommit: 'on' }).commits.kind).toBe(
      'waiting-satisfied',
    );
  });

  it('counts as spare only those before one that can’t confirm', () => {
    const rows = [
      member('s1', 1, 'sync'),
      member('s2', 2, 'potential'),
      member('s3', 3, 'potential'),
    ];
    const view = evaluate('s1, s2, s3', rows, {
      synchronousCommit: 'remote_apply',
      isReplayPaused: (row) => row.applicationName === 's2',
    });
    expect(view.commits).toEqual({ kind: 'waiting-satisfied', required: 1, spare: 0 });
  });
});

describe('without pg_monitor', () => {
  it('computes who would be synchronous, and leaves open whether commits hang', () => {
    const view = evaluate('FIRST 1 (s1, s2)', [hidden('s2'), hidden('S1'), hidden('s9')]);
    expect(outline(view)).toEqual(['S1 1 sync unclear', 's2 2 potential unclear']);
    expect(view.commits).toEqual({ kind: 'unknown' });
  });

  it('knows that commits hang when nobody carries a listed name', () => {
    expect(evaluate('s1', [hidden('s2')]).commits).toEqual({
      kind: 'hangs',
      required: 1,
      present: 0,
    });
  });

  it('knows all where nothing is listed', () => {
    expect(evaluate('', [hidden('s1')]).commits).toEqual({ kind: 'not-waiting', why: 'no-names' });
  });

  it('takes everybody of a quorum for a candidate', () => {
    const view = evaluate('ANY 1 (s1, s2)', [hidden('s1'), hidden('s2')]);
    expect(outline(view)).toEqual(['s1 1 quorum unclear', 's2 1 quorum unclear']);
  });
});

it('says "unknown" of names that it can’t read', () => {
  const view = evaluate('s1 s2', [member('s1', 1, 'sync')]);
  expect(view.commits).toEqual({ kind: 'unknown' });
  expect(view.config).toBeNull();
  expect(view.namesSetting).toBe('s1 s2');
});

describe('whatever stands in the views', () => {
  it('hangs exactly if fewer count than are required, for 1,000 generated cases', () => {
    const random = new Random(11);
    for (let run = 0; run < 1_000; run += 1) {
      const method = random.pick(['FIRST', 'ANY']);
      const required = random.integer(1, 3);
      const listed = ['s1', 's2', 's3', 's4'].slice(0, random.integer(1, 4));
      const rows = random.shuffle(['s1', 's2', 's3', 's4', 's5']).slice(0, random.integer(0, 5));
      const senders = rows.map((name) =>
        member(name, listed.indexOf(name) + 1, 'potential', {
          state: random.pick(['streaming', 'catchup', 'stopping']),
        }),
      );
      const view = evaluate(`${method} ${required} (${listed.join(', ')})`, senders);
      const counting = senders.filter(
        ({ applicationName, details }) =>
          listed.includes(applicationName) && details?.state !== 'catchup',
      ).length;
      const { commits } = view;
      if (counting < required) {
        expect(commits).toEqual({ kind: 'hangs', required, present: counting });
      } else {
        expect(commits).toEqual({
          kind: 'waiting-satisfied',
          required,
          spare: counting - required,
        });
      }
      // Every listed name is there once: as a member or as missing.
      const seen = view.members.map(({ name }) => name).toSorted();
      expect(seen).toEqual(listed.toSorted());
    }
  });
});

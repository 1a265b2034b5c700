import { afterEach, describe, expect, it } from 'vitest';
import type { Major } from '../../lab/postgres/majors.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { watchOnePrimary } from './support/one-primary.js';
import { onRecord } from './support/records.js';
import { Stage } from './support/stage.js';
import { downtimeMs, missingOn, prepareWriting, startWriters } from './support/writers.js';

type Name = 'pg1' | 's1' | 's2' | 's3';

let stage: Stage<Name>;

afterEach(() => stage.close());

const open = (major: Major, names: string): Promise<Stage<Name>> =>
  Stage.open({
    spec: {
      major,
      synchronousStandbyNames: names,
      nodes: {
        pg1: {},
        s1: { from: 'pg1', slot: true },
        s2: { from: 'pg1', slot: true },
        s3: { from: 's1', slot: true },
      },
    },
  });

const cases: readonly (readonly [Major, string, string])[] = [
  [18, '', ''],
  [18, 'FIRST 1 (s1, s2)', 'FIRST 1 (pg1, s2)'],
  [15, '', ''],
  [15, 'FIRST 1 (s1, s2)', 'FIRST 1 (pg1, s2)'],
  [12, '', ''],
  [12, 'FIRST 1 (s1, s2)', 'FIRST 1 (pg1, s2)'],
];

describe('a switchover under clients that write all the time', () => {
  it.each(cases)(
    'on %i with "%s" loses no acknowledged row, and two never serve',
    async (major, names, after) => {
      stage = await open(major, names);
      const { lab } = stage;
      const [pg1, s1, s2] = [lab.node('pg1'), lab.node('s1'), lab.node('s2')];
      await prepareWriting(pg1);
      const writers = startWriters([pg1, s1]);
      const watch = watchOnePrimary(lab.nodes);
      await waitUntil('rows are written', () => writers.acknowledged.length > 50);

      expect(await stage.command('switchover orders s1 kernel update on pg1')).toContain('OP-1');
      await stage.cardShows('Switch orders over from pg1 to s1?');
      expect(await stage.click('operation_approve')).toContain('OP-1 is approved');
      await stage.cardShows(/OP-1: .*s1 is the primary of orders/);
      // The tree of the card shows the old primary as it is at the end: it streams.
      await stage.cardShows(/pg1 +(?:sync|potential|async) +streaming/);
      const { outcome } = await onRecord(stage.scene.place, 1);
      expect(outcome?.rejoin).toMatchObject({
        how: 'follow',
        forkLsn: expect.stringMatching(/^[0-9A-F]+\/[0-9A-F]+$/) as string,
        evidence: [expect.stringMatching(/^pg1 ended cleanly .* before timeline 2 begins at/)],
      });
      await waitUntil(
        'rows are written on s1',
        () => writers.acknowledged.filter(({ node }) => node === 's1').length > 50,
      );
      await writers.stop();
      expect(await watch.stop()).toEqual([]);
      expect(watch.looks).toBeGreaterThan(100);

      expect(await missingOn(s1, writers.acknowledged)).toEqual([]);
      expect(downtimeMs(writers.acknowledged, 'pg1', 's1')).not.toBeNull();
      const [setting] = await s1.sql<{ names: string }>(
        "SELECT current_setting('synchronous_standby_names') AS names",
      );
      expect(setting?.names).toBe(after);
      for (const node of [pg1, s2, lab.node('s3')]) {
        expect(await node.isInRecovery()).toBe(true);
        expect(await missingOn(node, []), node.name).toEqual([]);
      }
      await stage.scene.pgrepl.well();
      expect(
        stage.slack.messages('#orders').filter(({ text }) => /^(Critical|Warning)/.test(text)),
      ).toEqual([]);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { cutOffFrom, silent } from '../incidents/testing/troubles.js';
import { aSlot, aWalSender, someSettings } from '../replication/testing/observations.js';
import { aTopology, withNode } from '../replication/testing/topologies.js';
import type { Topology } from '../replication/topology/model.js';
import type { PlanInput } from './facts.js';
import type { LeftToDo } from './model.js';
import { makePlan } from './plan.js';
import { aPlanInput, allHands, noHands, someFacts, someStates } from './testing/plan-inputs.js';

const onS1 = (sql: string): string =>
  `psql 'host=s1.example port=5432 user=<superuser> dbname=postgres' -c ${sql}`;

/** pg1 is gone, and s2 with it; both standbys had slots on it if that is asked for. */
function gone(slots: boolean): Topology {
  const killed = ['pg1', 's2'].reduce(
    (changed, name) => withNode(changed, name, { reach: silent() }),
    aTopology(),
  );
  const lost = withNode(
    { ...killed, primary: { kind: 'unreachable', node: 'pg1' } },
    's1',
    cutOffFrom('pg1'),
  );
  if (!slots) return lost;
  return ['s1', 's2'].reduce(
    (changed, name) =>
      withNode(changed, name, { senderRow: aWalSender(name, { slotName: name }).details }),
    withNode(lost, 'pg1', { slots: [aSlot('s1'), aSlot('s2')] }),
  );
}

function leftOf(node: string, changes: Partial<PlanInput>): LeftToDo {
  const made = makePlan(aPlanInput({ kind: 'promote', ...changes }));
  const left = made.kind === 'plan' ? made.plan.leftToDo.find((each) => each.node === node) : null;
  if (left === null || left === undefined) throw new Error(`nothing is left at ${node}`);
  return left;
}

const byPeople = new Map(['pg1', 's1', 's2', 's3'].map((name) => [name, noHands]));

describe('what is left of an old primary that has to be rewound', () => {
  it('begins with a checkpoint on the new one: pg_rewind finds nothing to do without', () => {
    const { commands } = leftOf('pg1', { topology: gone(false), hands: byPeople });
    expect(commands[0]).toBe(onS1("'CHECKPOINT'"));
    expect(commands[2]).toMatch(/^pg_rewind /);
    const configured = leftOf('pg1', { topology: gone(false) });
    expect(configured.commands[0]).toBe(onS1("'CHECKPOINT'"));
    expect(configured.commands[1]).toMatch(/ \| \/opt\/pg rewind$/);
  });

  it('needs none to be cloned anew', () => {
    const hands = new Map([['pg1', allHands({ commands: ['reclone', 'start'] })]]);
    const { commands } = leftOf('pg1', { topology: gone(false), hands });
    const settings = [
      String.raw`'primary_conninfo = '\''host=s1.example port=5432 user=repl application_name=pg1'\'''`,
      String.raw`'recovery_target_timeline = '\''latest'\'''`,
      String.raw`'primary_slot_name = '\'''\'''`,
    ];
    expect(commands).toEqual([
      `printf '%s\\n' ${settings.join(' ')} | /opt/pg reclone`,
      '/opt/pg start',
    ]);
  });
});

describe('the commands that are left to a person', () => {
  it('are whole: with their values, and with what they read on standard input', () => {
    const exact = { reclone: ['ssh', '{host}', 'reclone', '{upstream_host}', '{slot}', '{x}'] };
    const hands = new Map([
      ['pg1', allHands({ commands: ['reclone', 'start'], exact: { ...exact, start: ['{node}'] } })],
    ]);
    const logins = new Map([['s1', { user: null, sslMode: null, host: '10.0.0.2', port: 6432 }]]);
    const { commands } = leftOf('pg1', { topology: gone(true), hands, logins });
    expect(commands[0]).toContain("psql 'host=10.0.0.2 port=6432 ");
    expect(commands[1]).toMatch(
      /^printf .*host=10\.0\.0\.2 port=6432 .* \| ssh pg1\.example reclone 10\.0\.0\.2 pg1 '?\{x\}'?$/,
    );
    expect(commands[2]).toBe('pg1');
  });

  const rewound = (major: number, configFile: string): readonly string[] => {
    const nodes = ['pg1', 's1', 's2', 's3'];
    const topology = nodes.reduce((made, name) => withNode(made, name, { major }), gone(false));
    const facts = new Map(nodes.map((name) => [name, someFacts(name, { configFile })]));
    return leftOf('pg1', { topology, facts, hands: byPeople }).commands;
  };

  it('end a crashed server cleanly where pg_rewind does not, and keep its own files', () => {
    const single = (commands: readonly string[]): string | undefined =>
      commands.find((each) => each.startsWith('postgres --single'));
    expect(single(rewound(12, '/srv/pg1/postgresql.conf'))).toBe(
      'postgres --single -D /srv/pg1 template1 < /dev/null',
    );
    expect(single(rewound(14, '/srv/pg1/postgresql.conf'))).toBeUndefined();
    expect(single(rewound(14, '/etc/pg/postgresql.conf'))).toContain(
      '-c config_file=/etc/pg/postgresql.conf',
    );
    const [, kept, rewind, back] = rewound(15, '/etc/pg/postgresql.conf');
    expect(kept).toBe('mkdir /srv/pg1.own && cp -p /srv/pg1/postgresql.auto.conf /srv/pg1.own');
    expect(rewind).toMatch(/^pg_rewind .* --config-file=\/etc\/pg\/postgresql\.conf$/);
    expect(back).toBe('cp -p /srv/pg1.own/* /srv/pg1');
    expect(rewound(18, '/srv/pg1/postgresql.conf')[1]).toContain('/srv/pg1/pg_hba.conf');
  });

  it('clone a server anew by its own name, with its own files', () => {
    const facts = new Map(
      ['pg1', 's1', 's2', 's3'].map((name) => [
        name,
        someFacts(name, { dataChecksums: false, walLogHints: false }),
      ]),
    );
    const { commands } = leftOf('pg1', { topology: gone(false), facts, hands: byPeople });
    expect(commands.slice(0, 3)).toEqual([
      'mv /srv/pg1 /srv/pg1.old',
      'pg_basebackup -h s1.example -p 5432 -U <replication role> -D /srv/pg1 -X stream',
      'cp -p /srv/pg1.old/postgresql.auto.conf /srv/pg1.old/postgresql.conf /srv/pg1.old/pg_hba.conf /srv/pg1.old/pg_ident.conf /srv/pg1',
    ]);
    expect(commands[3]).toContain('application_name=pg1');
    expect(commands[4]).toBe('touch /srv/pg1/standby.signal');
  });
});

describe('the slot of a standby that a person points at the new primary', () => {
  it('is put out of force where it had none: what was set before names one that is not there', () => {
    for (const node of ['pg1', 's2']) {
      const { commands } = leftOf(node, { topology: gone(false), hands: byPeople });
      expect(commands.join('\n'), node).toContain(String.raw`'primary_slot_name = '\'''\'''`);
    }
  });

  it('is made on the new primary before it is asked for', () => {
    for (const node of ['pg1', 's2']) {
      const { commands } = leftOf(node, { topology: gone(true), hands: byPeople });
      const made = commands.findIndex((each) =>
        each.includes(`pg_create_physical_replication_slot('\\''${node}'\\'', true)`),
      );
      const asked = commands.findIndex((each) => each.includes('primary_slot_name'));
      expect(made, commands.join('\n')).toBe(0);
      expect(asked, commands.join('\n')).toBeGreaterThan(made);
      expect(commands[asked]).toContain(String.raw`'primary_slot_name = '\''${node}'\'''`);
    }
  });

  it('is not made where it is there already', () => {
    const topology = withNode(gone(true), 's1', { slots: [aSlot('pg1'), aSlot('s2')] });
    const { commands } = leftOf('s2', { topology, hands: byPeople });
    expect(commands.join('\n')).not.toContain('pg_create');
    expect(commands.join('\n')).toContain('primary_slot_name');
  });
});

describe('synchronous names that promise less at the end', () => {
  const states = (names: string): PlanInput['states'] =>
    someStates({ pg1: { settings: someSettings({ synchronousStandbyNames: names }) } });
  const sync = (namesSetting: string): Topology => {
    const topology = gone(false);
    return { ...topology, sync: { ...topology.sync, namesSetting } };
  };

  it('are to be set again, with the exact SQL', () => {
    const left = leftOf('s1', { topology: sync('s1'), states: states('s1') });
    expect(left.words).toBe(
      'Set synchronous_standby_names of s1 to `pg1` once those it names stream from it (1 at least, or every commit hangs); until then commits wait for no standby, and what only s1 has is lost with it.',
    );
    expect(left.commands).toEqual([
      "ALTER SYSTEM SET synchronous_standby_names = 'pg1'",
      'SELECT pg_reload_conf()',
    ]);
  });

  it.each(['', 's2, s1'])('are not where %j keeps its promise', (names) => {
    const topology = {
      ...withNode(aTopology(), 'pg1', { reach: silent() }),
      primary: { kind: 'unreachable', node: 'pg1' },
    } as const;
    const cut = withNode(withNode(topology, 's1', cutOffFrom('pg1')), 's2', cutOffFrom('pg1'));
    const made = makePlan(
      aPlanInput({
        kind: 'promote',
        topology: { ...cut, sync: { ...cut.sync, namesSetting: names } },
      }),
    );
    const left = made.kind === 'plan' ? made.plan.leftToDo : [];
    expect(left.filter(({ node }) => node === 's1')).toHaveLength(names === '' ? 0 : 1);
  });
});

import type { types } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { testNow } from '../../replication/testing/observations.js';
import { aPrimaryView, aStandbyView, aTopology } from '../../replication/testing/topologies.js';
import type { CardContext } from '../../wording/operation-card.js';
import type { Interruption, Operation, Outcome } from '../../operations/model.js';
import {
  aCheck,
  anOperation,
  aPlan,
  aStep,
  aStepRecord,
} from '../../wording/testing/operations.js';
import { brokenRules, textsOf } from '../testing/block-rules.js';
import { operationMessage } from './operation.js';
import { approveModal, forceModal, toldModal } from './operation-modals.js';

const context: CardContext = {
  now: testNow,
  waitsFor: null,
  topology: aTopology(),
  approvers: [
    { kind: 'user', id: 'U0DBA' },
    { kind: 'group', id: 'S0DBAONCALL' },
  ],
};

const card = (operation: Operation) => operationMessage(operation, context);

function buttons(blocks: readonly types.KnownBlock[]): [string, string][] {
  return blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((each): [string, string][] =>
          each.type === 'button' ? [[each.text.text, each.value ?? '']] : [],
        )
      : [],
  );
}

const outcome: Outcome = {
  kind: 'completed',
  words: 's1 is the primary of orders.',
  warnings: [],
  downtimeMs: 93,
  totalMs: 640,
  rejoin: null,
  leftToDo: [],
};

const interruption: Interruption = {
  at: testNow,
  found: ['pg1 is stopped.'],
  pastNoReturn: false,
  goOn: 'promotes s1',
  other: 'starts pg1 again',
};

describe('operationMessage', () => {
  it('asks, with who may approve, in local times, and three buttons that name the plan', () => {
    const { text, blocks } = card(anOperation());
    expect(text).toBe('OP-3: Switch orders over from pg1 to s1?');
    const shown = textsOf(blocks).join('\n');
    expect(shown).toContain('<@U0SRE>');
    expect(shown).toContain('<@U0DBA>');
    expect(shown).toContain('<!subteam^S0DBAONCALL>');
    expect(shown).toMatch(/before <!date\^\d+\^\{time_secs\}\|\d\d:\d\d:\d\d UTC>/);
    const value = `${anOperation().id} 1`;
    expect(buttons(blocks)).toEqual([
      ['Approve', value],
      ['Reject', value],
      ['Check again', value],
    ]);
    expect(brokenRules(blocks)).toEqual([]);
  });

  it('opens no confirmation where a name has to be typed', () => {
    const typed = aPlan({ needs: { approvals: 1, requesterMayApprove: false, typedName: true } });
    const approve = (operation: Operation) => JSON.stringify(card(operation).blocks.at(-1));
    expect(approve(anOperation())).toContain('"confirm"');
    expect(approve(anOperation({ plan: typed }))).not.toContain('"confirm"');
  });

  it('has no buttons while it runs and when it has ended, and the ways on when interrupted', () => {
    const running = anOperation({ state: 'running', startedAt: testNow - 500 });
    expect(buttons(card(running).blocks)).toEqual([]);
    expect(card({ ...running, state: 'ended', endedAt: testNow, outcome }).text).toBe(
      'OP-3: s1 is the primary of orders.',
    );
    expect(buttons(card({ ...running, state: 'ended', outcome }).blocks)).toEqual([]);

    const labels = (changes: Partial<Operation>, past: Interruption['pastNoReturn']) =>
      buttons(
        card({
          ...running,
          state: 'interrupted',
          interruption: { ...interruption, pastNoReturn: past },
          ...changes,
        }).blocks,
      ).map(([label]) => label);
    expect(labels({}, false)).toEqual(['Go on', 'Go back', 'Close here']);
    expect(labels({}, true)).toEqual(['Go on', 'Close here']);
    expect(labels({}, 'unknown')).toEqual(['Go on', 'Close here']);
    expect(labels({ kind: 'promote' }, false)).toEqual(['Go on', 'Close here']);
  });

  const states: [string, Partial<Operation>][] = [
    ['requested', {}],
    ['running', { state: 'running', startedAt: testNow }],
    ['interrupted', { state: 'interrupted', interruption }],
    ['ended', { state: 'ended', startedAt: testNow - 900, endedAt: testNow, outcome }],
  ];

  it.each(states)('fits when it is %s, with thirty nodes and a reason without end', (_, state) => {
    const names = Array.from({ length: 30 }, (_each, index) => `node-with-a-long-name-${index}`);
    const steps = names.map((name, index) =>
      aStep(`repoint:${name}`, { node: name, words: `point ${name} at s1`, group: index }),
    );
    const long = 'It was seen, '.repeat(60);
    const plan = aPlan({
      steps,
      checks: names.map(() => aCheck({ verdict: 'warn', evidence: long, remedy: long })),
    });
    const message = operationMessage(
      anOperation({
        plan,
        reason: 'because '.repeat(625),
        steps: steps.map((step, position) => aStepRecord({ step: step.id, position })),
        ...state,
      }),
      {
        ...context,
        waitsFor: long,
        topology: aTopology({
          nodes: [aPrimaryView('pg1'), ...names.map((name) => aStandbyView(name, 'pg1'))],
        }),
      },
    );
    expect(brokenRules(message.blocks)).toEqual([]);
    expect(message.text.length).toBeLessThanOrEqual(1_000);
  });

  it.each([
    '<!channel> <@U0BOSS> <https://x.y|z>',
    '*bold* `code` ~x~ ```',
    'slack:U0BOSS slack:S0DBAONCALL slack:T1/U0BOSS',
    '@channel &lt;!here&gt;',
  ])('lets nothing out of the reason %s', (reason) => {
    for (const [, state] of states) {
      const message = card(anOperation({ reason, ...state }));
      for (const text of textsOf(message.blocks)) {
        expect(text).not.toMatch(/<(?!!date\^|@U0SRE>|@U0DBA>|!subteam\^S0DBAONCALL>)/);
        expect(text).not.toContain('U0BOSS>');
        expect((text.match(/```/g) ?? []).length % 2).toBe(0);
      }
    }
    const groups = textsOf(card(anOperation({ reason })).blocks)
      .join('')
      .match(/<!subteam/g);
    expect(groups).toHaveLength(1);
  });

  it('mentions only who had a part in it, whatever a check has seen', () => {
    const plan = aPlan({ checks: [aCheck({ evidence: 'application_name is slack:U0OTHER.' })] });
    expect(JSON.stringify(card(anOperation({ plan })))).not.toContain('<@U0OTHER>');
  });
});

describe('windows', () => {
  it('keep to Slack’s limits, and cut what they are given', () => {
    const views = [
      approveModal(anOperation({ number: 123_456_789 }), '{}'),
      forceModal({ cluster: 'orders', target: null, reason: 'r'.repeat(5_000) }, 'id'),
      forceModal({ cluster: 'c'.repeat(63), target: 's1', reason: null }, 'id'),
      toldModal('Not done', Array.from({ length: 80 }, () => 'x'.repeat(4_000)).join('\n')),
    ];
    for (const view of views) {
      expect(view.title.text.length).toBeLessThanOrEqual(24);
      expect(view.blocks.length).toBeLessThanOrEqual(100);
      for (const block of view.blocks) {
        for (const text of textsOf(block)) expect(text.length).toBeLessThanOrEqual(3_000);
      }
    }
    expect(JSON.stringify(views[1])).toContain(`"initial_value":"${'r'.repeat(500)}"`);
  });
});

import { expect, it } from 'vitest';
import type { NodePosition } from '../../../operations/node-actor.js';
import { somePosition } from '../../../operations/testing/looks.js';
import { createPersonHands } from './person-hands.js';

const running: NodePosition = { ...somePosition, startedAt: 1 };

it.each(['start', 'restart'] as const)(
  'sees the %s of somebody who does it the moment they are asked',
  async (deed) => {
    let position = running;
    const hands = createPersonHands({
      node: 'pg1',
      actor: {
        look: () => Promise.resolve({ kind: 'position', position }),
        onLost: () => () => undefined,
        facts: () => Promise.resolve({ kind: 'failed', code: null, detail: 'not now' }),
      },
      applicationName: 'pg1',
      major: () => 18,
      withinMs: 100,
    });
    const context = {
      withinMs: 1,
      signal: new AbortController().signal,
      waiting: () => {
        position = { ...running, startedAt: 2, inRecovery: true };
      },
    };
    const source = { upstream: 's1', conninfo: 'host=s1', slot: null };
    await hands.makeStandby(source, context);
    expect(await hands[deed](context)).toEqual({ kind: 'done', value: undefined });
  },
);

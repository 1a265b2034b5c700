import { afterEach, expect, it } from 'vitest';
import { secretsIn } from '../e2e/support/plant.js';
import { Stage } from './support/stage.js';

let stage: Stage<'pg1' | 's1'>;

afterEach(() => stage.close());

it('a secret in a command is shown nowhere: on no card, in no record, in no line of the log', async () => {
  stage = await Stage.open({
    spec: { nodes: { pg1: {}, s1: { from: 'pg1', slot: true } } },
    // Nothing about it looks like a secret but the variable's name.
    commands: (_, commands) =>
      Object.fromEntries(
        Object.entries(commands).map(([name, argv]) => [
          name,
          ['/usr/bin/env', 'OPENS=${SLACK_SIGNING_SECRET}', ...(argv as readonly string[])],
        ]),
      ),
  });
  const { place, pgrepl } = stage.scene;
  expect(await stage.command('switchover orders s1')).toContain('OP-1');
  await stage.cardShows('Switch orders over from pg1 to s1?');
  // What goes on the audit log of a step is what its plan has.
  const plans = await place.sql<{ row: string }>(
    'SELECT to_jsonb(o)::text AS row FROM pgrepl.operations AS o',
  );
  const shown = {
    'the plan': JSON.stringify(plans),
    'the calls to Slack': JSON.stringify(stage.slack.calls()),
    'the log': pgrepl.log.join('\n'),
  };
  expect(shown['the plan']).toContain('OPENS=***');
  const secrets = { key: stage.slack.app.signingSecret };
  const found = Object.entries(shown).filter(([, text]) => secretsIn(text, secrets).length > 0);
  expect(found.map(([where]) => where)).toEqual([]);
});

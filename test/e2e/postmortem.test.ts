import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { configText } from './support/configuration.js';
import { Program } from './support/child.js';
import {
  incidentNameIn,
  isResolved,
  replies,
  shown,
  theRoot,
  type Seen,
} from './support/messages.js';
import { Scene } from './support/scene.js';

interface HandedFile {
  readonly id: string;
  readonly name: string;
}

describe('a post-mortem', () => {
  let cluster: LabCluster<'pg1' | 's1'>;
  let scene: Scene;
  let root: Seen;
  let name: string;

  beforeAll(async () => {
    cluster = await startCluster({
      nodes: { pg1: {}, s1: { from: 'pg1', slot: true } },
      synchronousStandbyNames: 's1',
    });
    scene = await Scene.open({ lab: cluster });
    await cluster.node('s1').kill();
    root = await theRoot(scene.slack, 'is there', (each) => incidentNameIn(each) !== undefined);
    name = incidentNameIn(root) ?? '';
    await ask('sre', `note ${name} the disk of s1 | is full <!channel>`);
    await cluster.node('s1').start();
    root = await theRoot(scene.slack, 'is resolved', isResolved);
    await scene.pgrepl.saidAll();
  });

  afterAll(async () => {
    await Program.endAll();
    await scene.close();
    await cluster.stop();
  });

  const ask = async (user: string, text: string): Promise<string> => {
    const asked = await scene.slack.as(user).command('/pgrepl', text, '#orders');
    return shown(await asked.response(0, 60_000));
  };

  it('is handed over in the thread of its incident, with a picture, and is audited', async () => {
    expect(await ask('requester', `postmortem ${name}`)).toContain("is in the incident's thread.");
    const files = (replies(scene.slack, root).at(-1)?.files ?? []) as unknown as HandedFile[];
    expect(files.map((file) => file.name)).toEqual([`${name}-postmortem.md`, `${name}-lag.png`]);
    const [draft, picture] = files.map(({ id }) => scene.slack.file(id));
    expect(picture?.mimetype).toBe('image/png');
    const text = draft?.content.toString('utf8') ?? '';
    expect(text).toContain(`# Post-mortem of ${name}: orders`);
    expect(text).toMatch(/\*\*Commits hung\*\* for [\d.]+ m?s|\*\*Commits hung\*\* for \d/);
    expect(text).toContain('SRE on call: the disk of s1 \\| is full \\<\\!channel\\>');
    expect(text).toContain(`](${name}-lag.png)`);
    const audited = (): Promise<string> => ask('dba', 'audit orders');
    await expect.poll(audited, { timeout: 10_000 }).toContain('postmortem.draft');
  });

  it('is refused for what is no incident', async () => {
    expect(await ask('dba', 'postmortem INC-4711')).toContain('There is no incident INC-4711.');
    expect(await ask('dba', 'postmortem')).toContain('Say of which incident.');
  });

  it('is printed in a terminal, and written to a file with its picture', async () => {
    await scene.stop();
    const { place, setting } = scene;
    const options = { place, config: configText(setting), environment: {} };
    const printed = (await Program.run(options, 'postmortem', name)).ended;
    expect(await printed).toMatchObject({ code: 0 });
    expect((await printed).out).toContain(`# Post-mortem of ${name}: orders`);
    const output = join(place.directory, 'draft.md');
    const written = await (await Program.run(options, 'postmortem', name, '-o', output)).ended;
    expect(written.code).toBe(0);
    expect(await readFile(output, 'utf8')).toContain(`](${name}-lag.png)`);
    const png = await readFile(join(place.directory, `${name}-lag.png`));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const nowhere = join(place.directory, 'nowhere', 'draft.md');
    const refused = await (await Program.run(options, 'postmortem', name, '-o', nowhere)).ended;
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.err).toContain("The draft can't be written to");
    expect((await (await Program.run(options, 'postmortem', 'INC-4711')).ended).code).toBe(1);
  });
});

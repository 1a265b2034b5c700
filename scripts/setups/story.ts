import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { ensureMajor } from '../../lab/postgres/majors.js';
import type { ClusterSpec } from '../../lab/postgres/spec.js';
import { systemClock } from '../../src/clock.js';
import type { Supposition } from '../../src/replication/whatif/model.js';
import { whatIf } from '../../src/replication/whatif/what-if.js';
import { toTerminal } from '../../src/wording/sections.js';
import { whatIfSections } from '../../src/wording/whatif/whatif.js';
import { Watch } from '../../test/scenarios/support/watch.js';

/** A set-up, and what happens to it: what is shown on the way goes into its page. */
export interface SetupStory {
  /** The page's name in `docs/setups`. */
  readonly page: string;
  readonly spec: ClusterSpec;
  /** Further keys of the cluster's configuration, as YAML. */
  readonly config?: string;
  readonly tell: (scene: Scene) => Promise<void>;
}

export interface Scene {
  readonly cluster: LabCluster;
  readonly watch: Watch;
  /** Puts what `pgrepl status` says now, every incident with its number, into the page, at this mark. */
  readonly show: (mark: string) => Promise<void>;
  /** Puts what `pgrepl whatif` answers now into the page, at this mark. */
  readonly ask: (mark: string, supposition: Partial<Supposition>) => void;
}

/** Builds the set-up on real servers, lets it happen, and returns what was shown by its marks. */
export async function tellStory(story: SetupStory): Promise<ReadonlyMap<string, string>> {
  const shown = new Map<string, string>();
  await ensureMajor(story.spec.major ?? 18);
  const cluster = await startCluster(story.spec);
  const watch = new Watch(cluster, story.config === undefined ? {} : { config: story.config });
  try {
    await watch.allWell();
    await story.tell({
      cluster,
      watch,
      show: async (mark) => {
        await watch.until(
          () => watch.snapshot.incidents.every(({ number }) => number !== null),
          'every incident has a number',
        );
        shown.set(mark, watch.status);
      },
      ask: (mark, { down = [], promoted = null }) => {
        const { snapshot } = watch;
        const { topology } = snapshot;
        if (topology === null) throw new Error('nothing is known yet');
        const outlook = whatIf(topology, { down, promoted });
        const sections = whatIfSections(snapshot, topology, outlook, systemClock.now());
        shown.set(mark, toTerminal(sections));
      },
    });
  } finally {
    await watch.stop();
    await cluster.stop();
  }
  return shown;
}

import { line, section } from '../../wording/sections.js';
import { peopleIn } from '../blocks/people.js';
import { answered, type Asked, type Known } from './asked.js';
import { findCluster, unknownCluster } from './names.js';

/** What the daily digest of one cluster or of all would tell now, also where none is configured. */
export function lastDay(rest: string, { fleet }: Known): Asked {
  const cluster = rest === '' ? null : findCluster(rest, fleet)?.cluster;
  if (cluster === undefined) return answered(unknownCluster(rest, fleet));
  const clusters = cluster === null ? fleet.clusters.map((each) => each.cluster) : [cluster];
  return {
    kind: 'read',
    read: async (records) => {
      const { lines, people } = await records.lastDay(clusters);
      const [summary, ...more] = lines;
      return {
        summary,
        sections: [
          section({ lines: [line(summary)] }),
          ...(more.length === 0 ? [] : [section({ lines: more.map((each) => line(each)) })]),
        ],
        people: peopleIn(people),
        request: cluster === null ? 'digest' : `digest ${cluster}`,
        shareable: true,
      };
    },
  };
}

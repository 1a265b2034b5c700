import { auditList } from '../../wording/audit-list.js';
import { operationList } from '../../wording/operation-list.js';
import { safeName } from '../../wording/safe-text.js';
import { peopleIn, peopleOf } from '../blocks/people.js';
import type { Answer } from '../blocks/answer.js';
import { answered, type Asked, type Known } from './asked.js';
import { findCluster, refusalInWords, unknownCluster } from './names.js';

/** How many are listed: what is older is exported by `pgrepl audit export`. */
const most = 20;

/** What was asked for and done, of one cluster or of all. */
export function pastOperations(rest: string, known: Known): Asked {
  return listing(rest, known, 'operations', async (cluster, records) => {
    const operations = await records.operations(cluster, most);
    return (
      operations && {
        sections: operationList(operations, cluster, known.now),
        people: new Set(operations.flatMap((each) => [...peopleOf(each)])),
        shareable: true,
      }
    );
  });
}

/** The newest records of the audit log, of one cluster or of all. */
export function auditLog(rest: string, known: Known): Asked {
  return listing(rest, known, 'audit', async (cluster, records) => {
    const found = await records.audit(cluster, most);
    return (
      found && {
        sections: auditList(found, cluster, known.now),
        people: peopleIn(found.map(({ actor }) => actor)),
        shareable: false,
      }
    );
  });
}

type Listed = Pick<Answer, 'sections' | 'people' | 'shareable'>;
type Records = Parameters<Extract<Asked, { readonly kind: 'read' }>['read']>[0];

const summaries = { operations: 'Operations', audit: 'The audit log' } as const;

function listing(
  rest: string,
  { fleet }: Known,
  what: keyof typeof summaries,
  list: (cluster: string | null, records: Records) => Promise<Listed | null>,
): Asked {
  const cluster = rest === '' ? null : findCluster(rest, fleet)?.cluster;
  if (cluster === undefined) return answered(unknownCluster(rest, fleet));
  return {
    kind: 'read',
    read: async (records) => {
      const listed = await list(cluster, records);
      if (listed === null) {
        return refusalInWords(
          `${summaries[what]} can't be read: the store gives no answer just now.`,
          'Try again in a moment.',
        );
      }
      const of = cluster === null ? 'all clusters' : safeName(cluster);
      return {
        ...listed,
        summary: `${summaries[what]} of ${of}, the newest first.`,
        request: cluster === null ? what : `${what} ${cluster}`,
      };
    },
  };
}

import type { NodeFacts } from '../../operations/facts.js';
import { identifier } from '../check-remedies.js';

/** What the role that acts lacks, and what gives it that. */
export interface MissingRights {
  /** Completes "the role may not". */
  readonly words: string;
  /** Statements, each with its semicolon. */
  readonly grants: string;
}

interface Right {
  readonly has: boolean;
  readonly words: string;
  /** What follows `GRANT`, up to `TO`; null where only a superuser may. */
  readonly grant: string | null;
}

/** What the role that acts would need besides for every step; null if it has it all. */
export function missingRights(
  { actingRole, may }: Pick<NodeFacts, 'actingRole' | 'may'>,
  major: number,
): MissingRights | null {
  if (may.superuser) return null;
  const lacking = rightsOf(may, major).filter(({ has }) => !has);
  if (lacking.length === 0) return null;
  const role = identifier(actingRole);
  const grants = lacking.map(({ words, grant }) => {
    if (words === slots) return `ALTER ROLE ${role} REPLICATION;`;
    return grant === null ? `ALTER ROLE ${role} SUPERUSER;` : `GRANT ${grant} TO ${role};`;
  });
  return {
    words: lacking.map(({ words }) => words).join('; '),
    grants: [...new Set(grants)].join(' '),
  };
}

const slots = 'create and drop slots';

/** `ALTER SYSTEM` and `CHECKPOINT` can be granted from 15 on, and are a superuser's before. */
function rightsOf(may: NodeFacts['may'], major: number): readonly Right[] {
  const parameters = Object.entries(may.alterSystem)
    .filter(([, has]) => !has)
    .map(([name]) => name);
  const execute = (signature: string): string => `EXECUTE ON FUNCTION pg_catalog.${signature}`;
  return [
    {
      has: parameters.length === 0,
      words: `set ${parameters.join(', ')}`,
      grant: major >= 15 ? `ALTER SYSTEM ON PARAMETER ${parameters.join(', ')}` : null,
    },
    {
      has: may.checkpoint,
      words: 'make a checkpoint',
      grant: major >= 15 ? 'pg_checkpoint' : null,
    },
    { has: may.reload, words: 'reload the settings', grant: execute('pg_reload_conf()') },
    {
      has: may.promote !== false,
      words: 'promote a standby',
      grant: execute('pg_promote(boolean, integer)'),
    },
    { has: may.replication, words: slots, grant: null },
  ];
}

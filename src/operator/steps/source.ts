import { redirectConninfo } from '../../replication/conninfo.js';
import { safeName } from '../../wording/safe-text.js';
import type { Deed, StandbySource } from '../ports.js';
import type { StepContext } from './context.js';

/**
 * How a standby is to reach its new upstream: as it reached the one before (or as the target did, for
 * a node that was no standby), with the new address and what the configuration says of replication.
 */
export async function sourceOf(
  node: string,
  upstream: string,
  slot: string | null,
  context: StepContext,
): Promise<Deed<StandbySource>> {
  const { address: to } = context.ways(upstream);
  const { address: own } = context.ways(node);
  const known =
    (await conninfoOf(node, context)) ?? (await conninfoOf(context.plan.target, context)) ?? '';
  if (known === '' && to.user === null) {
    return {
      kind: 'failed',
      code: null,
      detail: `primary_conninfo is not visible to pgrepl's role; set \`replication: { user: … }\` for ${safeName(upstream)}, or grant the role pg_read_all_settings`,
    };
  }
  const conninfo = redirectConninfo(known, {
    host: to.host,
    port: to.port,
    applicationName: own.applicationName,
    ...(to.user === null ? {} : { user: to.user }),
    ...(to.password === null ? {} : { password: to.password }),
    ...(to.sslMode === null ? {} : { sslMode: to.sslMode }),
  });
  return { kind: 'done', value: { upstream, conninfo, slot } };
}

/** Read before the downtime where possible; a node that is down keeps what was read. */
async function conninfoOf(node: string, context: StepContext): Promise<string | null> {
  const { conninfos, slotNames } = context.learned;
  const known = conninfos.get(node);
  if (known !== undefined) return known;
  const deed = await context.ways(node).actor.conninfo();
  if (deed.kind !== 'done') return null;
  const { conninfo, slot } = deed.value;
  slotNames.set(node, slot);
  if (conninfo === null || conninfo === '') return null;
  conninfos.set(node, conninfo);
  return conninfo;
}

/** Reads what will be needed while there is time. */
export async function learnSources(nodes: readonly string[], context: StepContext): Promise<void> {
  await Promise.all(nodes.map((node) => conninfoOf(node, context)));
}

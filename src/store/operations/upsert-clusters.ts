import type { ClusterMemory } from '../../incidents/record.js';

export function clusterRow(memory: ClusterMemory): object {
  return {
    cluster: memory.cluster,
    system_identifier: memory.systemIdentifier,
    contract: memory.contract,
    last_primary: memory.lastPrimary,
  };
}

export const upsertClusters = `
  insert into pgrepl.cluster_memory as old (cluster, system_identifier, contract, last_primary)
  select cluster, system_identifier, contract, last_primary
    from jsonb_to_recordset($5) as input (
           cluster text, system_identifier text, contract jsonb, last_primary text)
  on conflict (cluster) do update
     set system_identifier = excluded.system_identifier, contract = excluded.contract,
         last_primary = excluded.last_primary, changed_at = now()`;

import type { RootMessage } from '../../incidents/model.js';

export function rootRow(root: RootMessage): object {
  return { incident_id: root.subjectId, channel: root.channel, ts: root.ts };
}

export const upsertRoots = `
  insert into pgrepl.root_messages (incident_id, channel, ts)
  select incident_id, channel, ts
    from jsonb_to_recordset($4) as input (incident_id uuid, channel text, ts text)
  on conflict (incident_id) do update set channel = excluded.channel, ts = excluded.ts`;

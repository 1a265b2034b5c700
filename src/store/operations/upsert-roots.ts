import type { RootMessage } from '../../incidents/model.js';

export function rootRow(root: RootMessage): object {
  return { subject_id: root.subjectId, channel: root.channel, ts: root.ts };
}

export const upsertRoots = `
  insert into pgrepl.root_messages (subject_id, channel, ts)
  select subject_id, channel, ts
    from jsonb_to_recordset($4) as input (subject_id uuid, channel text, ts text)
  on conflict (subject_id) do update set channel = excluded.channel, ts = excluded.ts`;

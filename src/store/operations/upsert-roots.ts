import type { RootMessage } from '../../incidents/model.js';

export function rootRow(root: RootMessage): object {
  return { subject_id: root.subjectId, channel: root.channel, ts: root.ts };
}

const input = 'jsonb_to_recordset($4) as input (subject_id uuid, channel text, ts text)';

/** Keeps the places that are left. */
export const keepFormerRoots = `
  insert into pgrepl.former_roots (channel, ts, subject_id)
  select old.channel, old.ts, old.subject_id
    from ${input} join pgrepl.root_messages old using (subject_id)
   where (old.channel, old.ts) <> (input.channel, input.ts)
  on conflict do nothing`;

export const upsertRoots = `
  insert into pgrepl.root_messages (subject_id, channel, ts)
  select subject_id, channel, ts
    from ${input}
  on conflict (subject_id) do update set channel = excluded.channel, ts = excluded.ts`;

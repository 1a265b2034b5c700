-- Timelines say where each line comes from, and people add to them.

alter table pgrepl.incidents
  -- What its owner said when taking it.
  add column acknowledge_reason text;

alter table pgrepl.timeline_entries
  -- 'pgrepl', or who did or said it.
  add column source text not null default 'pgrepl',
  -- The message in Slack that a note was made of.
  add column message_channel text,
  add column message_ts text,
  add column message_author text,
  add constraint timeline_entries_message
    check ((message_channel is null) = (message_ts is null)
           and (message_channel is null) = (message_author is null));

create index timeline_entries_message on pgrepl.timeline_entries (message_channel, message_ts)
  where message_ts is not null;

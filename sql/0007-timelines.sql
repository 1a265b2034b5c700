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

create index root_messages_place on pgrepl.root_messages (channel, ts);

-- When each cluster was last watched, at intervals: what comes after it, and before the next look, is
-- a time in which pgrepl was blind.
create table pgrepl.watched (
  cluster text primary key,
  at timestamptz not null
);

-- What is not told for a while, because somebody said so.

insert into pgrepl.counters (name, value) values ('silence', 0);

create table pgrepl.silences (
  id uuid primary key,
  -- The 3 of SIL-3: given when the silence is first seen here, and never changed.
  number bigint not null unique,
  cluster text not null,
  scope jsonb not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_by text not null,
  created_at timestamptz not null,
  reason text,
  -- When pgrepl put its beginning and its end on record; who ended it before its time.
  begun_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  recorded_at timestamptz not null default now()
);

create index silences_standing on pgrepl.silences (ends_at) where ended_at is null;
create index silences_ended_at on pgrepl.silences (ended_at);

-- Since when an incident is critical without a break, and how often people were called for it.
alter table pgrepl.incidents
  add column critical_since timestamptz,
  add column escalations integer not null default 0 check (escalations >= 0),
  add column escalated_at timestamptz;

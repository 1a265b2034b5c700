-- The audit log: appended to, never changed. Each record carries a hash over itself and over the
-- hash before it, so that a record that was changed, removed or put in between by any means shows
-- (audit-chain.ts says exactly what is hashed).

create table pgrepl.audit (
  -- 1, 2, 3, … without a gap.
  seq bigint primary key check (seq > 0),
  id uuid not null unique,
  at timestamptz not null,
  actor text not null,
  action text not null,
  cluster text,
  subject text,
  result text not null,
  detail jsonb not null,
  prev_hash bytea not null check (octet_length(prev_hash) = 32),
  hash bytea not null unique check (octet_length(hash) = 32),
  recorded_at timestamptz not null default now()
);

create index audit_cluster on pgrepl.audit (cluster, seq desc);

-- The end of the chain. Whoever appends locks this row first, so that the chain never forks; and a
-- log whose last records were cut off no longer fits it.
create table pgrepl.audit_head (
  singleton boolean primary key default true check (singleton),
  seq bigint not null,
  hash bytea not null check (octet_length(hash) = 32)
);

insert into pgrepl.audit_head (seq, hash) values (0, decode(repeat('00', 32), 'hex'));

create function pgrepl.refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception '% of pgrepl.% is refused: the audit log is append-only', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;

create function pgrepl.audit_head_advances() returns trigger
language plpgsql as $$
begin
  if new.seq <= old.seq then
    raise exception 'the head of the audit log only moves forward'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;

create trigger audit_is_append_only
  before update or delete or truncate on pgrepl.audit
  for each statement execute function pgrepl.refuse_change();

create trigger audit_head_stays
  before delete or truncate on pgrepl.audit_head
  for each statement execute function pgrepl.refuse_change();

create trigger audit_head_advances
  before update on pgrepl.audit_head
  for each row execute function pgrepl.audit_head_advances();

-- ALWAYS: session_replication_role = replica would otherwise be a quiet way around them.
alter table pgrepl.audit enable always trigger audit_is_append_only;
alter table pgrepl.audit_head enable always trigger audit_head_stays;
alter table pgrepl.audit_head enable always trigger audit_head_advances;

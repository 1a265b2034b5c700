-- How far standbys were behind, down-sampled and bounded. Some 130 bytes a row with its index: of
-- one standby, with what is kept by default, 50,400 rows, 6.5 MB.

create table pgrepl.lag_nodes (
  id integer generated always as identity primary key,
  cluster text not null,
  node text not null,
  unique (cluster, node)
);

-- One standby in one span of time; a span in which nothing was known has no row.
create table pgrepl.lag_buckets (
  worst_bytes bigint check (worst_bytes >= 0),
  last_bytes bigint check (last_bytes >= 0),
  worst_ms bigint check (worst_ms >= 0),
  last_ms bigint check (last_ms >= 0),
  -- Where the span begins.
  at timestamptz not null,
  node_id integer not null references pgrepl.lag_nodes (id),
  step_s smallint not null check (step_s in (10, 60, 600)),
  -- It was at least that.
  at_least boolean not null,
  primary key (node_id, step_s, at),
  check ((worst_bytes is null) = (last_bytes is null)),
  check ((worst_ms is null) = (last_ms is null))
);

-- Up to when the rows of 10 s have been laid into those of 60 s and 600 s.
create table pgrepl.lag_folded (
  singleton boolean primary key default true check (singleton),
  up_to timestamptz not null
);

insert into pgrepl.lag_folded (up_to) values ('-infinity');

-- When each cluster was watched in the last day or so, by whichever process: what a digest says of the
-- whole day rests on it. Some rows a cluster; what is older goes as newer ones are written.

create table pgrepl.watched_spans (
  cluster text not null,
  begun_at timestamptz not null,
  at timestamptz not null,
  primary key (cluster, begun_at),
  check (begun_at <= at)
);

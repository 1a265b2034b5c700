-- What the last daily examination of each cluster's set-up found, to hold the next one against.

create table pgrepl.examinations (
  cluster text primary key,
  at timestamptz not null,
  score smallint not null check (score between 0 and 100),
  -- [{check, node, weight}]
  wrong jsonb not null check (jsonb_typeof(wrong) = 'array'),
  -- Names of the standbys that could have taken over.
  ready jsonb not null check (jsonb_typeof(ready) = 'array')
);

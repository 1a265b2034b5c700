-- Where first messages stood before they were deleted, or posted anew elsewhere: people go on answering
-- in the thread that they see.

create table pgrepl.former_roots (
  channel text not null,
  ts text not null,
  subject_id uuid not null,
  primary key (channel, ts)
);

-- Each version of the policies, and of the facts about partners that decisions rest on, that was ever to be in force: what
-- was decided by it can be decided again.
create table policy_version (
  version   text        primary key,
  -- The files of policies/ by name, and the directory's facts about each partner.
  files     json        not null,
  parties   json        not null,
  state     text        not null check (state in ('preparing', 'in-force', 'past')),
  -- How far the work on a version has come, and the last key that it has done.
  phase     text        not null,
  cursor    text        not null default '',
  recorded  timestamptz not null,
  -- When it came in force last.
  since     timestamptz
);
create unique index policy_version_by_state on policy_version (state) where state <> 'past';

-- Labels as the version that is prepared has them, where they differ: a switch puts them in the place of the others.
create table policy_relabel (
  person     uuid    not null,
  type       text    not null,
  id         text    not null,
  version    integer not null,
  custodian  text    not null,
  categories bigint  not null,
  content    json    not null,
  primary key (person, type, id, version)
);

-- What was written while a version was prepared: it is labelled and granted again. A note may be there twice.
create table policy_stale (
  person    uuid   not null,
  custodian text   not null,
  -- Absent where grants were rewritten.
  type      text,
  id        text,
  note      bigint generated always as identity
);
create index policy_stale_by_note on policy_stale (note);

-- The persons for whom the version that is prepared changes something: what follows from it is still to be done.
create table policy_follow (
  person    uuid not null,
  custodian text not null,
  primary key (person, custodian)
);

-- What the sources of a resource have declared of its labels: it stays when the policies change, and what an older policy
-- found by itself goes. Null: kept before this was noted; then all labels count as declared.
alter table resource add column declared json;
alter table resource_version add column declared json;

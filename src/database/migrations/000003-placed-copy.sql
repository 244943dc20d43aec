-- The version of a receiver's copy that the gateway placed last. Where the copy has another one, the receiver has changed
-- it: from then on it is his, and no packet overwrites it.
create table placed_copy (
  person  uuid    not null,
  type    text    not null,
  id      text    not null,
  version integer not null,
  primary key (person, type, id)
);

-- What grants were compiled from: the versions of the Consents and other papers, named, and when. Kept for ever, so that a
-- decision can be made again from what it rested on; `id` is a hash over it, which the audit record of the decision has.
create table grant_source (
  person         uuid        not null,
  custodian      text        not null,
  policy_version text        not null,
  id             text        not null,
  -- `Type/id/_history/version`; an emergency as `emergency/id recipient from until nature`.
  facts          text[]      not null,
  compiled       timestamptz not null,
  -- Whether the grants of this version of the policies are those that were compiled from it.
  stands         boolean     not null,
  primary key (person, custodian, policy_version, id)
);
create index grant_source_standing on grant_source (person, custodian, policy_version) where stands;

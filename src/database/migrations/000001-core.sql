-- What the gateway keeps. Every table that grows has the person in its key, so that it can be sharded by person.
-- `person` is the id of a custodian's Patient; 00000000-0000-0000-0000-000000000000 where a resource has none.

create table resource (
  person      uuid        not null,
  type        text        not null,
  id          text        not null,
  version     integer     not null,
  custodian   text        not null,
  -- One bit an information category (policies/categories.json); all must be covered by a grant.
  categories  bigint      not null,
  -- The custodian's own identifier of the record, `system|value`: what is submitted twice is there once.
  source_key  text,
  updated     timestamptz not null,
  content     json        not null,
  primary key (person, type, id)
);
create index resource_by_id on resource (type, id);
create unique index resource_by_source on resource (person, custodian, type, source_key) where source_key is not null;
create index patient_by_source on resource (custodian, source_key) where type = 'Patient' and source_key is not null;
create index resource_by_custodian on resource (custodian, type, updated);

create table resource_version (
  person      uuid        not null,
  type        text        not null,
  id          text        not null,
  version     integer     not null,
  custodian   text        not null,
  categories  bigint      not null,
  updated     timestamptz not null,
  content     json        not null,
  primary key (person, type, id, version)
);
create index resource_version_by_id on resource_version (type, id, version);

-- One row a search value. token: system, value; string: value (normalised); reference: value `Type/id`; date: low, high.
create table resource_index (
  person      uuid        not null,
  type        text        not null,
  id          text        not null,
  custodian   text        not null,
  categories  bigint      not null,
  parameter   text        not null,
  system      text,
  value       text,
  low         timestamptz,
  high        timestamptz
);
create index resource_index_by_resource on resource_index (person, type, id);
create index resource_index_by_value on resource_index (type, parameter, value text_pattern_ops);
create index resource_index_by_date on resource_index (type, parameter, low);

-- What all releases and restrictions of a person at one custodian permit, net (design: consent as compiled grants).
create table consent_grant (
  person         uuid      not null,
  custodian      text      not null,
  recipient      text      not null,
  purpose        text      not null,
  categories     bigint    not null,
  valid          tstzrange not null,
  consents       text[]    not null,
  redisclosure   text      not null,
  policy_version text      not null,
  primary key (person, custodian, recipient, purpose, valid)
);
create index consent_grant_by_recipient on consent_grant (recipient, purpose, person, custodian);

-- Who is the same human being: private to the gateway (design: whose record it is, 1).
create table identity_trait (
  person    uuid not null,
  custodian text not null,
  kind      text not null,
  value     text not null,
  primary key (person, kind, value)
);
create index identity_trait_by_value on identity_trait (kind, value);

create table identity_link (
  person          uuid        not null,
  id              uuid        not null,
  custodian       text        not null,
  other_person    uuid        not null,
  other_custodian text        not null,
  state           text        not null check (state in ('linked', 'waiting', 'refused', 'undone')),
  evidence        text[]      not null,
  created         timestamptz not null,
  decided         timestamptz,
  decided_by      text,
  primary key (person, id),
  unique (person, other_person)
);
create index identity_link_by_other on identity_link (other_person);

-- The newest version of each case record that its center has submitted.
create table case_record (
  person    uuid        not null,
  custodian text        not null,
  id        text        not null,
  version   integer     not null,
  received  timestamptz not null,
  primary key (person, custodian, id)
);

-- The two sides of a referral: the source's Task and the Task that the receiver keeps.
create table referral (
  person           uuid    not null,
  source_task      text    not null,
  source_custodian text    not null,
  receiver         text    not null,
  receiver_person  uuid,
  receiver_task    text,
  -- False until the packet has reached the receiver.
  delivered        boolean not null default false,
  primary key (person, source_task)
);
create index referral_by_receiver_task on referral (receiver_task);
create index referral_by_receiver_person on referral (receiver_person);

-- The truth about what is to be sent: written in the transaction that caused it. A job holds an id only.
create table delivery (
  person      uuid        not null,
  id          uuid        not null,
  sequence    bigint      generated always as identity,
  custodian   text        not null,
  recipient   text        not null,
  purpose     text        not null,
  kind        text        not null check (kind in ('referral', 'plan', 'notification')),
  -- `Type/id` of the custodian's record that the delivery is about.
  focus       text        not null,
  state       text        not null check (state in ('waiting', 'in-flight', 'sent', 'stopped', 'dead')),
  attempts    integer     not null default 0,
  next_at     timestamptz not null,
  reason      text,
  -- Hash of what was sent last: the same content is not sent twice.
  sent_hash   text,
  created     timestamptz not null,
  updated     timestamptz not null,
  primary key (person, id)
);
create index delivery_by_id on delivery (id);
create index delivery_due on delivery (next_at) where state in ('waiting', 'in-flight');

-- Accounting of disclosures (42 CFR 2.25; 45 CFR 164.528): an entry is there before the first byte leaves.
create table disclosure (
  person           uuid        not null,
  id               uuid        not null,
  custodian        text        not null,
  recipient        text        not null,
  recipient_person text,
  purpose          text        not null,
  authority        text        not null,
  consents         text[]      not null,
  categories       bigint      not null,
  resources        text[]      not null,
  channel          text        not null,
  notice           text,
  policy_version   text        not null,
  delivery         uuid,
  at               timestamptz not null,
  outcome          text        not null check (outcome in ('intended', 'sent', 'failed')),
  outcome_at       timestamptz,
  primary key (person, id)
);
create index disclosure_by_time on disclosure (person, custodian, at);

create table audit_event (
  person   uuid        not null,
  sequence bigint      generated always as identity,
  id       uuid        not null,
  recorded timestamptz not null,
  content  json        not null,
  -- The seal that covers the row; null until the sealer has come by.
  seal     bigint,
  primary key (person, sequence)
);
create index audit_event_unsealed on audit_event (sequence) where seal is null;
create index audit_event_by_seal on audit_event (seal, sequence) where seal is not null;

-- The sealer chains committed audit rows apart from the transactions that write them.
create table audit_seal (
  seal      bigint      primary key,
  row_count integer     not null,
  hash      text        not null,
  previous  text        not null,
  sealed    timestamptz not null
);

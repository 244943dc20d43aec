-- Emergency access (42 CFR 2.51): a session that a partner's medical personnel open about their own Patient, and what it opens
-- at other custodians. A session that was not documented in time ends by itself for access, and stays `open`.

create table emergency_session (
  -- The Patient of the partner that opened it.
  person      uuid        not null,
  id          uuid        not null,
  partner     text        not null,
  -- Ids of the directory.
  opened_by   text        not null,
  closed_by   text,
  -- A code of policies/emergency.json.
  nature      text        not null,
  opened      timestamptz not null,
  until       timestamptz not null,
  state       text        not null check (state in ('open', 'closed')),
  closed      timestamptz,
  primary key (person, id)
);
create index emergency_session_open on emergency_session (partner, opened_by) where state = 'open';

-- One row a person at another custodian whom the session reaches.
create table emergency_access (
  -- The person at the custodian; `id` is the session's.
  person           uuid        not null,
  id               uuid        not null,
  custodian        text        not null,
  recipient        text        not null,
  recipient_person text        not null,
  -- The recipient's own Patient.
  about            uuid        not null,
  opened           timestamptz not null,
  until            timestamptz not null,
  -- `withdrawn`: the two Patients are no longer taken for one human being.
  state            text        not null check (state in ('open', 'closed', 'withdrawn')),
  primary key (person, id)
);
create index emergency_access_by_session on emergency_access (id);

-- What an authority besides Consents rested on: `emergency/id`, `intermediary/partner`, `Basic/id` of a court order.
alter table disclosure add column basis text[] not null default '{}';

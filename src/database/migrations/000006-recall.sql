-- Who is told that a record was entered in error, and what he answered: one row for each record and recipient that the
-- accounting names. A record that is withdrawn again opens its row again.
create table recall (
  person      uuid        not null,
  id          uuid        not null,
  custodian   text        not null,
  recipient   text        not null,
  -- `Type/id` of the custodian's record.
  resource    text        not null,
  -- The version that says that it was entered in error.
  version     integer     not null,
  -- due: nothing has reached him yet. void: it turned out that the record itself had never reached him.
  state       text        not null check (state in ('due', 'sent', 'acknowledged', 'answered', 'lifted', 'void')),
  created     timestamptz not null,
  deadline    timestamptz not null,
  -- When he may first have learned of it: from then on it must be lifted by telling him.
  told        timestamptz,
  sent        timestamptz,
  reminders   integer     not null default 0,
  delivery    uuid,
  answer      text,
  reason      text,
  answered    timestamptz,
  answered_by text,
  primary key (person, recipient, resource)
);
create unique index recall_by_id on recall (id);
create index recall_by_custodian on recall (custodian, created);
create index recall_by_recipient on recall (recipient, created) where told is not null;

alter table delivery drop constraint delivery_kind_check;
alter table delivery add constraint delivery_kind_check check (kind in ('referral', 'plan', 'notification', 'recall'));

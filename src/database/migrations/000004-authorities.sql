-- Grants rest on other authorities than a release too, and several policy versions may stand side by side while a new one is
-- prepared: only those of the version in force count.
alter table consent_grant
  add column authority text not null default 'consent',
  -- What the authority rests on besides Consents: `Basic/id` of a court order, `emergency/id`, `agreement/kind`.
  add column basis text[] not null default '{}';
alter table consent_grant drop constraint consent_grant_pkey;
alter table consent_grant
  add primary key (person, custodian, recipient, purpose, authority, policy_version, valid);

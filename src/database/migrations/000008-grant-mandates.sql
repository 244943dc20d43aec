-- A release to the criminal justice system that names a docket is for those who monitor that mandate (42 CFR 2.35(a)).
alter table consent_grant
  -- The docket; empty where the release names none.
  add column mandate text not null default '',
  -- What was outweighed while the grant holds: [{ winner, loser, categories }].
  add column overruled jsonb not null default '[]';
alter table consent_grant drop constraint consent_grant_pkey;
alter table consent_grant
  add primary key (person, custodian, recipient, purpose, authority, mandate, policy_version, valid);

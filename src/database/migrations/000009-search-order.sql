-- Pages are in the order of time: of a type, of one person's, of one custodian's. Grants are looked up without their rows.
create index resource_by_time on resource (type, updated, id);
create index resource_by_person on resource (person, type, updated, id) include (custodian, categories);
drop index resource_by_custodian;
create index resource_by_custodian on resource (custodian, type, updated, id);
drop index consent_grant_by_recipient;
create index consent_grant_by_recipient on consent_grant (recipient, purpose, person, custodian, policy_version)
  include (categories, valid, mandate);
-- Which values are frequent depends on the parameter: a status has few, an identifier as many as there are resources.
create statistics resource_index_values (dependencies, mcv) on type, parameter, value from resource_index;

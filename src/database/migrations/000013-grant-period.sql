-- The time for which the releases behind a grant were given, where that is another than the time of the grant: the recipient
-- is told of it, and so not of when another release begins. Null where it is the same.
alter table consent_grant add column period tstzrange;

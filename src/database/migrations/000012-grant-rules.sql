-- The rules by which a grant permits, where the paper says: an emergency of its nature, an order of its type, an agreement.
-- Empty for a release, whose rule follows from the recipient and the purpose.
alter table consent_grant add column rules text[] not null default '{}';

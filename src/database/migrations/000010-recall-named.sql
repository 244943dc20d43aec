-- Whether the recipient knows the record by its name: a report names no records, so a recall to one who has it from reports
-- alone does not name it either.
alter table recall add column named boolean not null default true;

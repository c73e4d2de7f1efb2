-- Each save of a draft has an id: a device that started from an older one must not write over a newer one unknowingly.
alter table hall.draft add column stamp uuid not null default gen_random_uuid();
alter table hall.draft alter column stamp drop default;

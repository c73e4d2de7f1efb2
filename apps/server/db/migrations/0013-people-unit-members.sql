-- Active members directly in the unit, counted by each import, so that the tree of units needs no scan of members.
alter table people.unit add column members integer not null default 0;

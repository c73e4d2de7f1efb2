-- What a complete file would end, when it is more than a few: shown before anybody confirms it, and what was confirmed.
alter table people.import
  add column confirm_departures integer,
  add column must_confirm integer,
  add column of_kind integer;

-- A list of one unit, perhaps of one kind, in the order of numbers reads only what it shows.
drop index people.member_by_unit;
create index member_by_unit on people.member (unit_id, kind, number);

-- After a large import the planner knows nothing yet of what came, and would read whole tables for a short list.
-- Only an owner may analyse; the application may ask for exactly this.
create function people.refresh_statistics() returns void
language plpgsql security definer set search_path = '' as $$
begin
  analyze people.unit, people.member, people.record, people.position, people.relation;
end $$;
revoke execute on function people.refresh_statistics() from public;
grant execute on function people.refresh_statistics() to yizhan_app;

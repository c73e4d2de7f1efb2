-- A unit as other modules name it, whether anybody is in it or not.
create view people.unit_card as
select code, name_zh, name_en, path, active
from people.unit;
grant select on people.unit_card to yizhan_app;

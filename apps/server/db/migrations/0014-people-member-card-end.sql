-- Audience rules ask whether a student graduates within a year.
create or replace view people.member_card as
select
  member.id,
  member.number,
  member.name,
  member.name_en,
  member.kind,
  member.departed_on is null as active,
  member.category,
  member.level,
  member.year,
  member.study_status,
  coalesce(member.campus, unit.campus) as campus,
  unit.id as unit_id,
  unit.code as unit_code,
  unit.name_zh as unit_zh,
  unit.name_en as unit_en,
  unit.path as unit_path,
  school.id as school_id,
  school.code as school_code,
  school.name_zh as school_zh,
  school.name_en as school_en,
  member.expected_end
from people.member
join people.unit on unit.id = member.unit_id
left join people.unit as school on school.id = unit.school_id;

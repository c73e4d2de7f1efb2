-- Lists, too, must tell a case that was done from one that ended with a step that an operator skipped in its last round.
create or replace view process.case_state as
select
  instance.case_id,
  instance.id as instance_id,
  instance.service,
  instance.service_version,
  instance.applicant,
  instance.status,
  instance.version,
  instance.summary,
  instance.started_at,
  instance.since,
  instance.ended_at,
  instance.passed,
  instance.stops,
  now.step_zh,
  now.step_en,
  coalesce(now.holders, '{}') as holders,
  instance.status = 'finished' and jsonb_path_exists(
    instance.state,
    '$.closed[*] ? (@.how == "skipped" && @.round == $round)',
    jsonb_build_object('round', instance.state -> 'round')
  ) as skipped
from process.instance
left join lateral (
  select
    min(task.step_zh) filter (where task.first) as step_zh,
    min(task.step_en) filter (where task.first) as step_en,
    array_agg(distinct card.name) filter (where card.name is not null) as holders
  from (
    select id, step_zh, step_en, row_number() over (order by opened_at, id) = 1 as first
    from process.task as open_task
    where open_task.instance_id = instance.id and open_task.closed_at is null
  ) as task
  left join process.task_candidate as candidate on candidate.task_id = task.id and candidate.open
  left join people.member_card as card on card.id = candidate.member_id
) as now on instance.ended_at is null;

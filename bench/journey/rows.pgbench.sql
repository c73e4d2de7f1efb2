\set starter random(1, 100000)
\set who random(1, 2000)
begin;
insert into raw.instance (definition, starter, node, vars) values ('leave', :starter, 'a', '{"days": 4, "kind": "personal", "from": "2026-11-25", "to": "2026-11-28", "reason": "回家办理户籍手续", "phone": "13800000000"}') returning id \gset
insert into raw.task (instance, node, assignee) values (:id, 'a', :who) returning id as task \gset
insert into raw.history (instance, seq, kind, by) values (:id, 1, 'started', :starter);
end;
begin;
update raw.task set state = 1 where id = :task and state = 0;
insert into raw.task (instance, node, assignee) values (:id, 'b', :who) returning id as task \gset
insert into raw.history (instance, seq, kind, by, words) values (:id, 2, 'approved', :who, '同意，注意安全');
update raw.instance set node = 'b', rev = rev + 1 where id = :id and rev = 0;
end;
begin;
update raw.task set state = 1 where id = :task and state = 0;
insert into raw.task (instance, node, assignee) values (:id, 'c', :who) returning id as task \gset
insert into raw.history (instance, seq, kind, by, words) values (:id, 3, 'approved', :who, '同意，注意安全');
update raw.instance set node = 'c', rev = rev + 1 where id = :id and rev = 1;
end;
begin;
update raw.task set state = 1 where id = :task and state = 0;
insert into raw.history (instance, seq, kind, by, words) values (:id, 4, 'approved', :who, '同意，注意安全');
update raw.instance set node = 'end', state = 1, rev = rev + 1 where id = :id and rev = 2;
end;

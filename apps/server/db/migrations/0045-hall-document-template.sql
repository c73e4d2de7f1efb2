-- Published to other modules: the document of a service's version, for whoever makes it.
create view hall.document_template as
select service_id, version, document_yaml as yaml, document_typ as typ
from hall.service_version
where document_typ is not null;
grant select on hall.document_template to yizhan_app;

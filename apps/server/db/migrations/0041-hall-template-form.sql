-- Seal also asks which data element an answer of the form is bound to: who may open the document depends on it.
create or replace view hall.document_template as
select service_id, version, document_yaml as yaml, document_typ as typ, form
from hall.service_version
where document_yaml is not null;

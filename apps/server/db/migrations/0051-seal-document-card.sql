-- The timeline of a case also tells when a document was withdrawn or superseded, by whom and why.
create or replace view seal.document_card as
select
  document.id,
  document.case_id,
  document.title_zh,
  document.title_en,
  document.number,
  document.verify_id,
  document.state,
  seal.name_zh as seal_zh,
  seal.name_en as seal_en,
  document.sealed_at,
  document.valid_until,
  document.bytes,
  document.state_at,
  document.state_by,
  document.reason
from seal.document
join seal.seal on seal.id = document.seal_id;

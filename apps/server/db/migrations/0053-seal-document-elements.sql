-- The data elements that a document shows: whoever opens it needs a right over the category of each.
-- Null: sealed before this was noted; such a document needs a right over every category.
alter table seal.document add column elements text[];

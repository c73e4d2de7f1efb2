-- Bytes that no row names are forgotten; which of many are documents is asked by hash.
create index document_by_hash on seal.document (sha256);

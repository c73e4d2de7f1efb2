-- Uploads that nothing names are forgotten after a week; bytes are looked up by their hash.
grant delete on platform.file to yizhan_app;
create index file_by_hash on platform.file (sha256);

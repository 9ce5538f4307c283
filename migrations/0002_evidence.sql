-- Why:    a subject's data key is replaced after a while, and the replaced one still opens what it sealed;
--         writing a leaf costs half as much without looking up its entry again.
-- Locks:  content_key, for the time of building two indexes over it (one row per end user and month).
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select subject from content_key where destroyed_at is null and retired_at is null
--         group by subject having count(*) > 1;  -- no rows

-- From then on nothing new is sealed with it.
alter table content_key add column retired_at timestamptz;
drop index content_key_live;
create unique index content_key_live on content_key (subject) where destroyed_at is null and retired_at is null;
-- Erasing a person means destroying all keys of the subject.
create index content_key_subject on content_key (subject);

-- Leaves are written from the entries themselves in one statement, and entries cannot be deleted; an owner who drops the
-- trigger could drop the reference as well, and the tree tells either way.
alter table evidence_leaf drop constraint evidence_leaf_entry_id_fkey;

-- Why:    a suggestion of the review desk that is taken goes into the draft of its list, as an allow phrase of its term or of
--         the whole list, and keeps where it went.
-- Locks:  review_suggestion, ACCESS EXCLUSIVE for an instant: new columns with a constant default or none.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select scope, count(*) from review_suggestion group by 1;  -- only 'term' right after

alter table review_suggestion
  add column scope          text not null default 'term' check (scope in ('term', 'list')),
  -- The draft and its revision that the phrase came into; null while it is in none, and for what was taken by hand before.
  add column draft_id       text,
  add column draft_revision integer,
  add check ((draft_id is null) = (draft_revision is null));

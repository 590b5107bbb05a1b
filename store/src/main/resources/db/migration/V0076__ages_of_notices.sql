-- Notices that were sent or given up are removed when they are old.
ALTER TABLE afe_notices ADD KEY ix_notice_age (created_at);

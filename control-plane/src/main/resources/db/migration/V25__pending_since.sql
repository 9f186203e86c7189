-- Since when an attempt may begin: the first one since it was accepted, and later ones since the
-- pause after the one before was over. What never begins ends by this.
ALTER TABLE executions ADD COLUMN pending_since timestamptz(3);

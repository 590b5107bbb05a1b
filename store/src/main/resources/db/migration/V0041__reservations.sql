-- Ours. Hosts that somebody has for himself for a while.
CREATE TABLE afe_reservations (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  host_id INT NOT NULL,
  user_id INT NOT NULL COMMENT 'whose jobs alone the host is given to',
  reason VARCHAR(500) NULL,
  for_labels TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'also to entries of theirs for any host of a label',
  starts_at DATETIME(3) NOT NULL,
  ends_at DATETIME(3) NOT NULL,
  state VARCHAR(10) NOT NULL COMMENT 'planned, active, over',
  active TINYINT(1) NULL COMMENT '1 while it is active, else null: a host has one at most',
  warned TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'the holder was told that it is about to end',
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uq_reservation_active (host_id, active),
  KEY ix_reservation_host (host_id, state, starts_at),
  KEY ix_reservation_start (state, starts_at),
  KEY ix_reservation_end (state, ends_at),
  KEY ix_reservation_user (user_id, state),
  CONSTRAINT fk_reservation_host FOREIGN KEY (host_id) REFERENCES afe_hosts (id) ON DELETE CASCADE,
  CONSTRAINT fk_reservation_user FOREIGN KEY (user_id) REFERENCES afe_users (id) ON DELETE CASCADE
);

-- The TKO side: what came of it. Names are those of the original.

-- ---------------------------------------------------------------- software found on machines

CREATE TABLE software_component_kind (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(20) NOT NULL,
  UNIQUE KEY uq_component_kind (name)
);

CREATE TABLE software_component_arch (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(20) NOT NULL,
  UNIQUE KEY uq_component_arch (name)
);

CREATE TABLE software_component (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind_id INT NOT NULL,
  name VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
  version VARCHAR(120) COLLATE utf8mb4_bin NOT NULL,
  `release` VARCHAR(120) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  `checksum` VARCHAR(40) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  arch_id INT NOT NULL,
  UNIQUE KEY uq_component (kind_id, name, version, `release`, `checksum`, arch_id),
  CONSTRAINT fk_component_kind FOREIGN KEY (kind_id) REFERENCES software_component_kind (id),
  CONSTRAINT fk_component_arch FOREIGN KEY (arch_id) REFERENCES software_component_arch (id)
);

CREATE TABLE linux_distro (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(40) NOT NULL,
  version VARCHAR(40) NOT NULL,
  `release` VARCHAR(40) NOT NULL DEFAULT '',
  arch VARCHAR(40) NOT NULL,
  UNIQUE KEY uq_distro (name, version, `release`, arch)
);

CREATE TABLE linux_distro_available_software_components (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  linuxdistro_id INT NOT NULL,
  softwarecomponent_id INT NOT NULL,
  UNIQUE KEY uq_distro_component (linuxdistro_id, softwarecomponent_id),
  CONSTRAINT fk_distro_component_distro FOREIGN KEY (linuxdistro_id) REFERENCES linux_distro (id) ON DELETE CASCADE,
  CONSTRAINT fk_distro_component_component FOREIGN KEY (softwarecomponent_id) REFERENCES software_component (id)
);

CREATE TABLE test_environment (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  distro_id INT NOT NULL,
  CONSTRAINT fk_environment_distro FOREIGN KEY (distro_id) REFERENCES linux_distro (id)
);

CREATE TABLE test_environment_installed_software_components (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  testenvironment_id INT NOT NULL,
  softwarecomponent_id INT NOT NULL,
  UNIQUE KEY uq_environment_component (testenvironment_id, softwarecomponent_id),
  CONSTRAINT fk_environment_component_environment FOREIGN KEY (testenvironment_id) REFERENCES test_environment (id) ON DELETE CASCADE,
  CONSTRAINT fk_environment_component_component FOREIGN KEY (softwarecomponent_id) REFERENCES software_component (id)
);

-- ---------------------------------------------------------------- jobs and their tests

CREATE TABLE tko_machines (
  machine_idx INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  hostname VARCHAR(255) NOT NULL,
  machine_group VARCHAR(240) NULL COMMENT 'the platform',
  owner VARCHAR(240) NULL,
  UNIQUE KEY uq_machine_hostname (hostname)
);

CREATE TABLE tko_kernels (
  kernel_idx INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kernel_hash VARCHAR(105) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'MD5 of base and patches, or UNKNOWN',
  base VARCHAR(90) NOT NULL DEFAULT '',
  printable VARCHAR(300) NOT NULL DEFAULT '',
  UNIQUE KEY uq_kernel_hash (kernel_hash)
);

CREATE TABLE tko_patches (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kernel_idx INT NOT NULL,
  name VARCHAR(240) NOT NULL,
  url VARCHAR(900) NOT NULL,
  `hash` VARCHAR(105) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  KEY ix_patch_kernel (kernel_idx),
  CONSTRAINT fk_patch_kernel FOREIGN KEY (kernel_idx) REFERENCES tko_kernels (kernel_idx) ON DELETE CASCADE
);

CREATE TABLE tko_status (
  status_idx INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  word VARCHAR(30) NOT NULL,
  UNIQUE KEY uq_status_word (word)
);

CREATE TABLE tko_jobs (
  job_idx INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  tag VARCHAR(600) COLLATE utf8mb4_bin NOT NULL COMMENT '17-alice/host1; wider than the original''s 100, since it must be unique',
  label VARCHAR(300) NOT NULL DEFAULT '',
  username VARCHAR(240) NOT NULL DEFAULT '',
  machine_idx INT NOT NULL,
  queued_time DATETIME(3) NULL,
  started_time DATETIME(3) NULL,
  finished_time DATETIME(3) NULL,
  afe_job_id INT NULL,
  UNIQUE KEY uq_tko_job_tag (tag),
  KEY ix_tko_job_afe (afe_job_id),
  KEY ix_tko_job_machine (machine_idx),
  KEY ix_tko_job_user (username, job_idx),
  KEY ix_tko_job_label (label, job_idx),
  CONSTRAINT fk_tko_job_machine FOREIGN KEY (machine_idx) REFERENCES tko_machines (machine_idx)
);

CREATE TABLE tko_job_keyvals (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  job_id INT NOT NULL,
  `key` VARCHAR(90) COLLATE utf8mb4_bin NOT NULL,
  value VARCHAR(300) NOT NULL DEFAULT '',
  KEY ix_tko_job_keyval_job (job_id),
  KEY ix_tko_job_keyval (`key`, value(100)),
  CONSTRAINT fk_tko_job_keyval_job FOREIGN KEY (job_id) REFERENCES tko_jobs (job_idx) ON DELETE CASCADE
);

CREATE TABLE tko_tests (
  test_idx INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  job_idx INT NOT NULL,
  test VARCHAR(300) NOT NULL,
  subdir VARCHAR(300) COLLATE utf8mb4_bin NOT NULL DEFAULT '' COMMENT 'empty: none',
  kernel_idx INT NOT NULL,
  status INT NOT NULL,
  reason VARCHAR(3072) NOT NULL DEFAULT '',
  machine_idx INT NOT NULL,
  started_time DATETIME(3) NULL,
  finished_time DATETIME(3) NULL,
  test_environment_id INT NULL,
  failure_blame VARCHAR(10) NULL COMMENT 'ours: TEST, SUBMITTER, HOST, LAB, BUG; null when nothing failed',
  KEY ix_test_job (job_idx, test_idx),
  KEY ix_test_name (test, started_time),
  KEY ix_test_machine (machine_idx, started_time),
  KEY ix_test_kernel (kernel_idx),
  KEY ix_test_status (status, started_time),
  KEY ix_test_started (started_time),
  CONSTRAINT fk_test_job FOREIGN KEY (job_idx) REFERENCES tko_jobs (job_idx) ON DELETE CASCADE,
  CONSTRAINT fk_test_kernel FOREIGN KEY (kernel_idx) REFERENCES tko_kernels (kernel_idx),
  CONSTRAINT fk_test_status FOREIGN KEY (status) REFERENCES tko_status (status_idx),
  CONSTRAINT fk_test_machine FOREIGN KEY (machine_idx) REFERENCES tko_machines (machine_idx),
  CONSTRAINT fk_test_environment FOREIGN KEY (test_environment_id) REFERENCES test_environment (id)
);

CREATE TABLE tko_test_attributes (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  test_idx INT NOT NULL,
  attribute VARCHAR(90) COLLATE utf8mb4_bin NOT NULL,
  value VARCHAR(1024) NOT NULL DEFAULT '',
  user_created TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'set by a person; survives a parse',
  KEY ix_test_attribute_test (test_idx),
  KEY ix_test_attribute (attribute, value(100)),
  CONSTRAINT fk_test_attribute_test FOREIGN KEY (test_idx) REFERENCES tko_tests (test_idx) ON DELETE CASCADE
);

CREATE TABLE tko_iteration_attributes (
  test_idx INT NOT NULL,
  iteration INT NOT NULL COMMENT 'from 1',
  attribute VARCHAR(90) COLLATE utf8mb4_bin NOT NULL,
  value VARCHAR(300) NOT NULL DEFAULT '',
  PRIMARY KEY (test_idx, iteration, attribute),
  KEY ix_iteration_attribute (attribute, test_idx),
  CONSTRAINT fk_iteration_attribute_test FOREIGN KEY (test_idx) REFERENCES tko_tests (test_idx) ON DELETE CASCADE
);

CREATE TABLE tko_iteration_result (
  test_idx INT NOT NULL,
  iteration INT NOT NULL COMMENT 'from 1',
  attribute VARCHAR(90) COLLATE utf8mb4_bin NOT NULL,
  value DOUBLE NULL COMMENT 'null: not a number, or infinite',
  PRIMARY KEY (test_idx, iteration, attribute),
  KEY ix_iteration_result (attribute, test_idx),
  CONSTRAINT fk_iteration_result_test FOREIGN KEY (test_idx) REFERENCES tko_tests (test_idx) ON DELETE CASCADE
);

CREATE TABLE tko_test_labels (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(80) NOT NULL,
  description TEXT NULL,
  UNIQUE KEY uq_test_label_name (name)
);

CREATE TABLE tko_test_labels_tests (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  testlabel_id INT NOT NULL,
  test_id INT NOT NULL,
  UNIQUE KEY uq_test_label_test (testlabel_id, test_id),
  KEY ix_test_test_label (test_id),
  CONSTRAINT fk_test_labels_label FOREIGN KEY (testlabel_id) REFERENCES tko_test_labels (id) ON DELETE CASCADE,
  CONSTRAINT fk_test_labels_test FOREIGN KEY (test_id) REFERENCES tko_tests (test_idx) ON DELETE CASCADE
);

CREATE TABLE tko_saved_queries (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  owner VARCHAR(80) NOT NULL,
  name VARCHAR(100) NOT NULL,
  url_token TEXT NOT NULL,
  UNIQUE KEY uq_saved_query (owner, name)
);

CREATE TABLE tko_embedded_graphing_queries (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  url_token TEXT NOT NULL,
  graph_type VARCHAR(16) NOT NULL,
  params TEXT NOT NULL,
  last_updated DATETIME(3) NOT NULL,
  refresh_time DATETIME(3) NULL,
  cached_png MEDIUMBLOB NULL
);

-- ---------------------------------------------------------------- views for reports

CREATE SQL SECURITY INVOKER VIEW tko_test_view AS
SELECT
  t.test_idx, t.job_idx, t.test, t.subdir, t.kernel_idx, t.status, t.reason,
  t.machine_idx, t.started_time, t.finished_time,
  j.tag AS job_tag, j.label AS job_label, j.username AS job_username,
  j.queued_time AS job_queued_time, j.started_time AS job_started_time,
  j.finished_time AS job_finished_time,
  m.hostname AS machine_hostname, m.machine_group, m.owner AS machine_owner,
  k.kernel_hash, k.base AS kernel_base, k.printable AS kernel_printable,
  s.word AS status_word
FROM tko_tests t
JOIN tko_jobs j ON j.job_idx = t.job_idx
JOIN tko_machines m ON m.machine_idx = j.machine_idx
JOIN tko_kernels k ON k.kernel_idx = t.kernel_idx
JOIN tko_status s ON s.status_idx = t.status;

CREATE SQL SECURITY INVOKER VIEW tko_test_view_2 AS
SELECT
  t.test_idx, t.job_idx, t.test AS test_name, t.subdir, t.kernel_idx, t.status AS status_idx,
  t.reason, t.machine_idx, t.started_time AS test_started_time,
  t.finished_time AS test_finished_time,
  j.tag AS job_tag, j.label AS job_name, j.username AS job_owner,
  j.queued_time AS job_queued_time, j.started_time AS job_started_time,
  j.finished_time AS job_finished_time, j.afe_job_id,
  m.hostname, m.machine_group AS platform, m.owner AS machine_owner,
  k.kernel_hash, k.base AS kernel_base, k.printable AS kernel,
  s.word AS status
FROM tko_tests t
LEFT JOIN tko_jobs j ON j.job_idx = t.job_idx
LEFT JOIN tko_machines m ON m.machine_idx = j.machine_idx
LEFT JOIN tko_kernels k ON k.kernel_idx = t.kernel_idx
LEFT JOIN tko_status s ON s.status_idx = t.status;

CREATE SQL SECURITY INVOKER VIEW tko_perf_view AS
SELECT
  v.*,
  r.iteration, r.attribute AS iteration_key, r.value AS iteration_value
FROM tko_test_view v
JOIN tko_iteration_result r ON r.test_idx = v.test_idx;

CREATE SQL SECURITY INVOKER VIEW tko_perf_view_2 AS
SELECT
  v.*,
  r.iteration, r.attribute AS iteration_key, r.value AS iteration_value
FROM tko_test_view_2 v
LEFT JOIN tko_iteration_result r ON r.test_idx = v.test_idx;

-- ---------------------------------------------------------------- seed rows

INSERT INTO tko_status (status_idx, word) VALUES
  (1, 'ABORT'), (2, 'ALERT'), (3, 'ERROR'), (4, 'FAIL'), (5, 'GOOD'), (6, 'NOSTATUS'),
  (7, 'RUNNING'), (8, 'TEST_NA'), (9, 'WARN'), (10, 'BUG');

INSERT INTO tko_test_labels (id, name, description) VALUES
  (1, 'invalidated', 'The result does not count');

INSERT INTO software_component_kind (id, name) VALUES (1, 'unknown');
INSERT INTO software_component_arch (id, name) VALUES (1, 'unknown');
INSERT INTO linux_distro (id, name, version, `release`, arch) VALUES (1, 'unknown', '0.0', '0.0', 'unknown');

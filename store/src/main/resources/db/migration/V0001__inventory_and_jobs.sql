-- The AFE side: who, which machines, what was asked for, where it stands.
-- Names are those of the original; what is ours is marked so.
-- Names compare without case and accents, and trailing blanks count.
ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_nopad_ci;

-- ---------------------------------------------------------------- machines that run autoserv

CREATE TABLE afe_drones (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  hostname VARCHAR(255) NOT NULL,
  UNIQUE KEY uq_drone_hostname (hostname)
);

CREATE TABLE afe_drone_sets (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  UNIQUE KEY uq_drone_set_name (name)
);

CREATE TABLE afe_drone_sets_drones (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  droneset_id INT NOT NULL,
  drone_id INT NOT NULL,
  UNIQUE KEY uq_drone_set_drone (droneset_id, drone_id),
  CONSTRAINT fk_drone_sets_drones_set FOREIGN KEY (droneset_id) REFERENCES afe_drone_sets (id),
  CONSTRAINT fk_drone_sets_drones_drone FOREIGN KEY (drone_id) REFERENCES afe_drones (id)
);

-- ---------------------------------------------------------------- people

CREATE TABLE afe_users (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  login VARCHAR(255) NOT NULL,
  access_level INT NOT NULL DEFAULT 0 COMMENT '0 user, 1 admin, 100 root',
  reboot_before SMALLINT NOT NULL DEFAULT 1 COMMENT 'default of new jobs: 0 never, 1 if dirty, 2 always',
  reboot_after SMALLINT NOT NULL DEFAULT 2 COMMENT 'default of new jobs: 0 never, 1 if all tests passed, 2 always',
  drone_set_id INT NULL,
  show_experimental TINYINT(1) NOT NULL DEFAULT 0,
  UNIQUE KEY uq_user_login (login),
  CONSTRAINT fk_user_drone_set FOREIGN KEY (drone_set_id) REFERENCES afe_drone_sets (id)
);

-- Ours. A user without a row here cannot log in with a password.
CREATE TABLE afe_credentials (
  user_id INT NOT NULL PRIMARY KEY,
  password_hash VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'bcrypt',
  changed_at DATETIME(3) NOT NULL,
  CONSTRAINT fk_credentials_user FOREIGN KEY (user_id) REFERENCES afe_users (id) ON DELETE CASCADE
);

-- Ours. The token itself is never stored.
CREATE TABLE afe_api_tokens (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  user_id INT NOT NULL,
  name VARCHAR(100) NOT NULL COMMENT 'what the user calls it',
  token_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'lower-case hex',
  created_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NULL,
  last_used_at DATETIME(3) NULL,
  UNIQUE KEY uq_token (token_sha256),
  UNIQUE KEY uq_token_name (user_id, name),
  CONSTRAINT fk_token_user FOREIGN KEY (user_id) REFERENCES afe_users (id) ON DELETE CASCADE
);

CREATE TABLE afe_acl_groups (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  description VARCHAR(255) NOT NULL DEFAULT '',
  UNIQUE KEY uq_acl_group_name (name)
);

CREATE TABLE afe_acl_groups_users (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  aclgroup_id INT NOT NULL,
  user_id INT NOT NULL,
  UNIQUE KEY uq_acl_group_user (aclgroup_id, user_id),
  KEY ix_acl_user (user_id),
  CONSTRAINT fk_acl_users_group FOREIGN KEY (aclgroup_id) REFERENCES afe_acl_groups (id) ON DELETE CASCADE,
  CONSTRAINT fk_acl_users_user FOREIGN KEY (user_id) REFERENCES afe_users (id) ON DELETE CASCADE
);

-- ---------------------------------------------------------------- machines under test

CREATE TABLE afe_atomic_groups (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  description TEXT NULL,
  max_number_of_machines INT NOT NULL DEFAULT 333333333 COMMENT 'the default stands for no limit',
  invalid TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'deleted',
  UNIQUE KEY uq_atomic_group_name (name)
);

CREATE TABLE afe_labels (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  kernel_config VARCHAR(255) NOT NULL DEFAULT '' COMMENT 'path or URL',
  platform TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'a host carries at most one of these',
  invalid TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'deleted',
  only_if_needed TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'hosts with it are spared unless a job asks for it',
  atomic_group_id INT NULL,
  UNIQUE KEY uq_label_name (name),
  CONSTRAINT fk_label_atomic_group FOREIGN KEY (atomic_group_id) REFERENCES afe_atomic_groups (id)
);

CREATE TABLE afe_hosts (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  hostname VARCHAR(255) NOT NULL,
  locked TINYINT(1) NOT NULL DEFAULT 0,
  synch_id INT NULL COMMENT 'unused',
  status VARCHAR(30) NOT NULL DEFAULT 'Ready' COMMENT 'set by the dispatcher only',
  invalid TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'deleted, or a one-time host',
  protection SMALLINT NOT NULL DEFAULT 0 COMMENT '0 none to 4 do not verify',
  locked_by_id INT NULL,
  lock_time DATETIME(3) NULL,
  dirty TINYINT(1) NOT NULL DEFAULT 1 COMMENT 'used since its last successful cleanup',
  lock_reason VARCHAR(500) NULL COMMENT 'ours',
  lock_expires DATETIME(3) NULL COMMENT 'ours; null: until unlocked by hand',
  status_changed_at DATETIME(3) NULL COMMENT 'ours',
  failure_blame VARCHAR(10) NULL COMMENT 'ours; why it was given up, while it is Repair Failed',
  failure_problem VARCHAR(2000) NULL COMMENT 'ours',
  UNIQUE KEY uq_host_hostname (hostname),
  KEY ix_host_status (invalid, status, locked),
  KEY ix_host_lock_expires (lock_expires),
  CONSTRAINT fk_host_locked_by FOREIGN KEY (locked_by_id) REFERENCES afe_users (id) ON DELETE SET NULL
);

CREATE TABLE afe_host_attributes (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  host_id INT NOT NULL,
  attribute VARCHAR(90) COLLATE utf8mb4_bin NOT NULL,
  value VARCHAR(300) NOT NULL,
  UNIQUE KEY uq_host_attribute (host_id, attribute),
  KEY ix_attribute_host (attribute, host_id),
  CONSTRAINT fk_host_attribute_host FOREIGN KEY (host_id) REFERENCES afe_hosts (id) ON DELETE CASCADE
);

CREATE TABLE afe_hosts_labels (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  host_id INT NOT NULL,
  label_id INT NOT NULL,
  UNIQUE KEY uq_host_label (host_id, label_id),
  KEY ix_label_host (label_id, host_id),
  CONSTRAINT fk_hosts_labels_host FOREIGN KEY (host_id) REFERENCES afe_hosts (id) ON DELETE CASCADE,
  CONSTRAINT fk_hosts_labels_label FOREIGN KEY (label_id) REFERENCES afe_labels (id) ON DELETE CASCADE
);

CREATE TABLE afe_acl_groups_hosts (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  aclgroup_id INT NOT NULL,
  host_id INT NOT NULL,
  UNIQUE KEY uq_acl_group_host (aclgroup_id, host_id),
  KEY ix_acl_host (host_id, aclgroup_id),
  CONSTRAINT fk_acl_hosts_group FOREIGN KEY (aclgroup_id) REFERENCES afe_acl_groups (id) ON DELETE CASCADE,
  CONSTRAINT fk_acl_hosts_host FOREIGN KEY (host_id) REFERENCES afe_hosts (id) ON DELETE CASCADE
);

-- ---------------------------------------------------------------- catalogue of tests

CREATE TABLE afe_autotests (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  test_class VARCHAR(255) NOT NULL DEFAULT '',
  description TEXT NULL,
  test_type SMALLINT NOT NULL DEFAULT 1 COMMENT '1 client, 2 server: the other way round than afe_jobs.control_type',
  path VARCHAR(255) COLLATE utf8mb4_bin NOT NULL COMMENT 'of the control file, below the tests directory of its type',
  author VARCHAR(255) NOT NULL DEFAULT '',
  dependencies VARCHAR(255) NOT NULL DEFAULT '',
  experimental TINYINT(1) NOT NULL DEFAULT 1,
  run_verify TINYINT(1) NOT NULL DEFAULT 1,
  test_time SMALLINT NOT NULL DEFAULT 1 COMMENT '1 short, 2 medium, 3 long',
  test_category VARCHAR(255) NOT NULL DEFAULT '',
  sync_count INT NOT NULL DEFAULT 1,
  UNIQUE KEY uq_autotest_name (name),
  UNIQUE KEY uq_autotest_path (path)
);

CREATE TABLE afe_autotests_dependency_labels (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  test_id INT NOT NULL,
  label_id INT NOT NULL,
  UNIQUE KEY uq_autotest_dependency (test_id, label_id),
  KEY ix_dependency_autotest (label_id),
  CONSTRAINT fk_autotest_dependency_test FOREIGN KEY (test_id) REFERENCES afe_autotests (id) ON DELETE CASCADE,
  CONSTRAINT fk_autotest_dependency_label FOREIGN KEY (label_id) REFERENCES afe_labels (id) ON DELETE CASCADE
);

CREATE TABLE afe_test_parameters (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  test_id INT NOT NULL,
  name VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
  UNIQUE KEY uq_test_parameter (test_id, name),
  CONSTRAINT fk_test_parameter_test FOREIGN KEY (test_id) REFERENCES afe_autotests (id) ON DELETE CASCADE
);

CREATE TABLE afe_profilers (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  description TEXT NULL,
  UNIQUE KEY uq_profiler_name (name)
);

-- ---------------------------------------------------------------- parameterised jobs

CREATE TABLE afe_kernels (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  version VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
  cmdline VARCHAR(255) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  UNIQUE KEY uq_kernel (version, cmdline)
);

CREATE TABLE afe_parameterized_jobs (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  test_id INT NOT NULL,
  label_id INT NULL,
  use_container TINYINT(1) NOT NULL DEFAULT 0,
  profile_only TINYINT(1) NOT NULL DEFAULT 0,
  upload_kernel_config TINYINT(1) NOT NULL DEFAULT 0,
  CONSTRAINT fk_parameterized_job_test FOREIGN KEY (test_id) REFERENCES afe_autotests (id),
  CONSTRAINT fk_parameterized_job_label FOREIGN KEY (label_id) REFERENCES afe_labels (id)
);

CREATE TABLE afe_parameterized_job_kernels (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  parameterized_job_id INT NOT NULL,
  kernel_id INT NOT NULL,
  UNIQUE KEY uq_parameterized_job_kernel (parameterized_job_id, kernel_id),
  CONSTRAINT fk_job_kernel_job FOREIGN KEY (parameterized_job_id) REFERENCES afe_parameterized_jobs (id) ON DELETE CASCADE,
  CONSTRAINT fk_job_kernel_kernel FOREIGN KEY (kernel_id) REFERENCES afe_kernels (id)
);

CREATE TABLE afe_parameterized_jobs_profilers (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  parameterized_job_id INT NOT NULL,
  profiler_id INT NOT NULL,
  UNIQUE KEY uq_parameterized_job_profiler (parameterized_job_id, profiler_id),
  CONSTRAINT fk_job_profiler_job FOREIGN KEY (parameterized_job_id) REFERENCES afe_parameterized_jobs (id) ON DELETE CASCADE,
  CONSTRAINT fk_job_profiler_profiler FOREIGN KEY (profiler_id) REFERENCES afe_profilers (id)
);

CREATE TABLE afe_parameterized_job_profiler_parameters (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  parameterized_job_profiler_id INT NOT NULL,
  parameter_name VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
  parameter_value TEXT NOT NULL,
  parameter_type VARCHAR(10) NOT NULL COMMENT 'int, float, string',
  UNIQUE KEY uq_job_profiler_parameter (parameterized_job_profiler_id, parameter_name),
  CONSTRAINT fk_job_profiler_parameter_link FOREIGN KEY (parameterized_job_profiler_id) REFERENCES afe_parameterized_jobs_profilers (id) ON DELETE CASCADE
);

CREATE TABLE afe_parameterized_job_parameters (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  parameterized_job_id INT NOT NULL,
  test_parameter_id INT NOT NULL,
  parameter_value TEXT NOT NULL,
  parameter_type VARCHAR(10) NOT NULL COMMENT 'int, float, string',
  UNIQUE KEY uq_job_parameter (parameterized_job_id, test_parameter_id),
  CONSTRAINT fk_job_parameter_job FOREIGN KEY (parameterized_job_id) REFERENCES afe_parameterized_jobs (id) ON DELETE CASCADE,
  CONSTRAINT fk_job_parameter_parameter FOREIGN KEY (test_parameter_id) REFERENCES afe_test_parameters (id)
);

-- ---------------------------------------------------------------- jobs

CREATE TABLE afe_jobs (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  owner VARCHAR(255) NOT NULL COMMENT 'login; survives the user',
  name VARCHAR(255) NOT NULL,
  priority SMALLINT NOT NULL DEFAULT 1 COMMENT '0 low, 1 medium, 2 high, 3 urgent',
  control_file MEDIUMTEXT NULL COMMENT 'whole text; null for a parameterised job',
  control_type SMALLINT NOT NULL DEFAULT 2 COMMENT '1 server, 2 client',
  created_on DATETIME(3) NOT NULL COMMENT 'start of timeout',
  synch_count INT NOT NULL DEFAULT 1 COMMENT 'hosts in one run of autoserv',
  timeout INT NOT NULL COMMENT 'hours from created_on',
  run_verify TINYINT(1) NOT NULL DEFAULT 1,
  email_list VARCHAR(250) NOT NULL DEFAULT '',
  reboot_before SMALLINT NOT NULL DEFAULT 1,
  reboot_after SMALLINT NOT NULL DEFAULT 2,
  parse_failed_repair TINYINT(1) NOT NULL DEFAULT 1,
  max_runtime_hrs INT NOT NULL DEFAULT 72 COMMENT 'hours from the start of an entry',
  drone_set_id INT NULL,
  parameterized_job_id INT NULL,
  reserve_hosts TINYINT(1) NOT NULL DEFAULT 0,
  KEY ix_job_created (created_on),
  KEY ix_job_owner (owner, id),
  KEY ix_job_name (name, id),
  UNIQUE KEY uq_job_parameterized (parameterized_job_id),
  CONSTRAINT fk_job_drone_set FOREIGN KEY (drone_set_id) REFERENCES afe_drone_sets (id),
  CONSTRAINT fk_job_parameterized FOREIGN KEY (parameterized_job_id) REFERENCES afe_parameterized_jobs (id)
);

CREATE TABLE afe_jobs_dependency_labels (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  job_id INT NOT NULL,
  label_id INT NOT NULL,
  UNIQUE KEY uq_job_dependency (job_id, label_id),
  KEY ix_dependency_job (label_id),
  CONSTRAINT fk_job_dependency_job FOREIGN KEY (job_id) REFERENCES afe_jobs (id) ON DELETE CASCADE,
  CONSTRAINT fk_job_dependency_label FOREIGN KEY (label_id) REFERENCES afe_labels (id)
);

CREATE TABLE afe_job_keyvals (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  job_id INT NOT NULL,
  `key` VARCHAR(90) COLLATE utf8mb4_bin NOT NULL,
  value VARCHAR(300) NOT NULL,
  UNIQUE KEY uq_job_keyval (job_id, `key`),
  KEY ix_keyval_job (`key`, value(100)),
  CONSTRAINT fk_job_keyval_job FOREIGN KEY (job_id) REFERENCES afe_jobs (id) ON DELETE CASCADE
);

CREATE TABLE afe_recurring_run (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  job_id INT NOT NULL COMMENT 'the template',
  owner_id INT NOT NULL,
  start_date DATETIME(3) NOT NULL,
  loop_period INT NOT NULL COMMENT 'seconds',
  loop_count INT NOT NULL COMMENT '0: without end',
  KEY ix_recurring_start (start_date),
  CONSTRAINT fk_recurring_job FOREIGN KEY (job_id) REFERENCES afe_jobs (id) ON DELETE CASCADE,
  CONSTRAINT fk_recurring_owner FOREIGN KEY (owner_id) REFERENCES afe_users (id) ON DELETE CASCADE
);

-- ---------------------------------------------------------------- dispatchers and executions (ours)

CREATE TABLE afe_dispatchers (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(255) NOT NULL COMMENT 'of one installation; keeps its row over restarts',
  hostname VARCHAR(255) NOT NULL,
  pid INT NOT NULL,
  process_start_ticks BIGINT NULL COMMENT 'field 22 of /proc/PID/stat, so that a reused pid is told apart',
  started_at DATETIME(3) NOT NULL,
  seen_at DATETIME(3) NOT NULL,
  UNIQUE KEY uq_dispatcher_name (name)
) COMMENT 'ours';

CREATE TABLE afe_leases (
  name VARCHAR(50) NOT NULL PRIMARY KEY COMMENT 'what only one may do at a time, such as planning',
  dispatcher_id INT NULL,
  generation BIGINT NOT NULL DEFAULT 0 COMMENT 'grows with each change of hands',
  expires_at DATETIME(3) NOT NULL,
  CONSTRAINT fk_lease_dispatcher FOREIGN KEY (dispatcher_id) REFERENCES afe_dispatchers (id) ON DELETE SET NULL
) COMMENT 'ours';

CREATE TABLE afe_executions (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'the fencing number',
  purpose VARCHAR(20) NOT NULL COMMENT 'run, gather, verify, cleanup, repair',
  job_id INT NULL,
  special_task_id INT NULL,
  dispatcher_id INT NULL COMMENT 'who looks after it',
  results_path VARCHAR(700) COLLATE utf8mb4_bin NOT NULL COMMENT 'below the results root',
  status VARCHAR(20) NOT NULL COMMENT 'starting, running, ended, lost',
  launcher_reference VARCHAR(100) NULL COMMENT 'how the launcher knows it when it is no child process',
  pid INT NULL,
  process_start_ticks BIGINT NULL,
  created_at DATETIME(3) NOT NULL,
  started_at DATETIME(3) NULL,
  ended_at DATETIME(3) NULL,
  wait_status INT NULL COMMENT 'exit status x 256 + signal',
  tests_failed INT NULL,
  KEY ix_execution_status (status, dispatcher_id),
  KEY ix_execution_job (job_id),
  KEY ix_execution_task (special_task_id),
  CONSTRAINT fk_execution_job FOREIGN KEY (job_id) REFERENCES afe_jobs (id) ON DELETE CASCADE,
  CONSTRAINT fk_execution_dispatcher FOREIGN KEY (dispatcher_id) REFERENCES afe_dispatchers (id)
) COMMENT 'ours';

-- ---------------------------------------------------------------- entries and special tasks

CREATE TABLE afe_host_queue_entries (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  job_id INT NOT NULL,
  host_id INT NULL COMMENT 'null: not chosen yet, or hostless',
  profile VARCHAR(255) NOT NULL DEFAULT '' COMMENT 'of the install server',
  status VARCHAR(30) NOT NULL DEFAULT 'Queued',
  meta_host INT NULL COMMENT 'the label any of whose hosts will do; stays set',
  active TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'follows from status',
  complete TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'follows from status',
  deleted TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'the host was deleted from under it',
  execution_subdir VARCHAR(255) NOT NULL DEFAULT '',
  atomic_group_id INT NULL,
  aborted TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'somebody asked for it; the dispatcher acts',
  started_on DATETIME(3) NULL COMMENT 'start of max_runtime_hrs',
  priority SMALLINT NOT NULL DEFAULT 1 COMMENT 'ours: the job''s, here for the queue''s index',
  status_changed_at DATETIME(3) NULL COMMENT 'ours',
  finished_on DATETIME(3) NULL COMMENT 'ours',
  execution_id BIGINT NULL COMMENT 'ours: the execution that counts',
  failure_blame VARCHAR(10) NULL COMMENT 'ours: TEST, SUBMITTER, HOST, LAB, BUG',
  failure_problem VARCHAR(2000) NULL COMMENT 'ours: attempt, object, observation',
  UNIQUE KEY uq_entry_job_host (job_id, host_id),
  KEY ix_entry_queue (status, priority DESC, id),
  KEY ix_entry_job (job_id, status),
  KEY ix_entry_host (host_id, id),
  KEY ix_entry_host_active (host_id, active),
  KEY ix_entry_meta_host (meta_host, status),
  KEY ix_entry_unfinished (complete, aborted),
  KEY ix_entry_execution (execution_id),
  CONSTRAINT fk_entry_job FOREIGN KEY (job_id) REFERENCES afe_jobs (id) ON DELETE CASCADE,
  CONSTRAINT fk_entry_host FOREIGN KEY (host_id) REFERENCES afe_hosts (id),
  CONSTRAINT fk_entry_meta_host FOREIGN KEY (meta_host) REFERENCES afe_labels (id),
  CONSTRAINT fk_entry_atomic_group FOREIGN KEY (atomic_group_id) REFERENCES afe_atomic_groups (id),
  CONSTRAINT fk_entry_execution FOREIGN KEY (execution_id) REFERENCES afe_executions (id)
);

CREATE TABLE afe_aborted_host_queue_entries (
  queue_entry_id INT NOT NULL PRIMARY KEY,
  aborted_by_id INT NULL COMMENT 'null: the user is gone',
  aborted_on DATETIME(3) NOT NULL,
  CONSTRAINT fk_aborted_entry FOREIGN KEY (queue_entry_id) REFERENCES afe_host_queue_entries (id) ON DELETE CASCADE,
  CONSTRAINT fk_aborted_by FOREIGN KEY (aborted_by_id) REFERENCES afe_users (id) ON DELETE SET NULL
);

CREATE TABLE afe_ineligible_host_queues (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  job_id INT NOT NULL,
  host_id INT NOT NULL COMMENT 'no metahost entry of the job may take it',
  UNIQUE KEY uq_ineligible (job_id, host_id),
  KEY ix_ineligible_host (host_id),
  CONSTRAINT fk_ineligible_job FOREIGN KEY (job_id) REFERENCES afe_jobs (id) ON DELETE CASCADE,
  CONSTRAINT fk_ineligible_host FOREIGN KEY (host_id) REFERENCES afe_hosts (id)
);

CREATE TABLE afe_special_tasks (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  host_id INT NOT NULL,
  task VARCHAR(64) NOT NULL COMMENT 'Verify, Cleanup, Repair',
  requested_by_id INT NOT NULL COMMENT 'the job owner when an entry waits for it',
  time_requested DATETIME(3) NOT NULL,
  is_active TINYINT(1) NOT NULL DEFAULT 0,
  is_complete TINYINT(1) NOT NULL DEFAULT 0,
  time_started DATETIME(3) NULL,
  queue_entry_id INT NULL COMMENT 'the entry that waits; null for a task for itself',
  success TINYINT(1) NOT NULL DEFAULT 0,
  time_finished DATETIME(3) NULL COMMENT 'ours',
  execution_id BIGINT NULL COMMENT 'ours: the execution that counts',
  failure_blame VARCHAR(10) NULL COMMENT 'ours: TEST, SUBMITTER, HOST, LAB, BUG',
  failure_problem VARCHAR(2000) NULL COMMENT 'ours: attempt, object, observation',
  KEY ix_task_queue (is_complete, is_active, host_id),
  KEY ix_task_host (host_id, id),
  KEY ix_task_entry (queue_entry_id),
  KEY ix_task_execution (execution_id),
  CONSTRAINT fk_task_host FOREIGN KEY (host_id) REFERENCES afe_hosts (id),
  CONSTRAINT fk_task_requested_by FOREIGN KEY (requested_by_id) REFERENCES afe_users (id),
  CONSTRAINT fk_task_entry FOREIGN KEY (queue_entry_id) REFERENCES afe_host_queue_entries (id) ON DELETE CASCADE,
  CONSTRAINT fk_task_execution FOREIGN KEY (execution_id) REFERENCES afe_executions (id)
);

ALTER TABLE afe_executions
  ADD CONSTRAINT fk_execution_task FOREIGN KEY (special_task_id) REFERENCES afe_special_tasks (id) ON DELETE CASCADE;

-- ---------------------------------------------------------------- news and history (ours)

CREATE TABLE afe_lab_changes (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'job, entry, host, task, label, aclgroup, user',
  subject_id BIGINT NOT NULL,
  changed_at DATETIME(3) NOT NULL,
  KEY ix_lab_change_age (changed_at)
) COMMENT 'ours: the outbox by which writers wake dispatchers';

CREATE TABLE afe_event_log (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  happened_at DATETIME(3) NOT NULL,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'entry, host, task',
  subject_id INT NOT NULL,
  job_id INT NULL,
  host_id INT NULL,
  old_status VARCHAR(30) NULL COMMENT 'null: it was created',
  new_status VARCHAR(30) NOT NULL,
  reason VARCHAR(2000) NOT NULL DEFAULT '',
  blame VARCHAR(10) NULL COMMENT 'TEST, SUBMITTER, HOST, LAB, BUG',
  actor VARCHAR(255) NULL COMMENT 'login of who did it; null: the dispatcher',
  KEY ix_event_subject (kind, subject_id, id),
  KEY ix_event_job (job_id, id),
  KEY ix_event_host (host_id, id),
  KEY ix_event_age (happened_at)
) COMMENT 'ours: what happened to entries, hosts and tasks, for pages';

-- ---------------------------------------------------------------- seed rows

INSERT INTO afe_users (id, login, access_level) VALUES (1, 'autotest_system', 100);
INSERT INTO afe_acl_groups (id, name, description) VALUES (1, 'Everyone', 'All users, and all hosts that are in no other group');
INSERT INTO afe_acl_groups_users (aclgroup_id, user_id) VALUES (1, 1);

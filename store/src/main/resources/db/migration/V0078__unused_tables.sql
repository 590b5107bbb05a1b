-- Tables of the original that are kept so that a copy of an old database fits; their comments say so.
ALTER TABLE afe_kernels COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE afe_profilers COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE afe_parameterized_jobs
  COMMENT 'of the original; nothing writes it, and a test that a row names stays in the catalogue';
ALTER TABLE afe_parameterized_jobs_profilers COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE afe_parameterized_job_kernels COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE afe_parameterized_job_parameters COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE afe_parameterized_job_profiler_parameters
  COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE linux_distro COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE linux_distro_available_software_components
  COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE software_component COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE software_component_arch COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE software_component_kind COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE test_environment COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE test_environment_installed_software_components
  COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE tko_embedded_graphing_queries COMMENT 'of the original; nothing reads or writes it';
ALTER TABLE tko_saved_queries COMMENT 'of the original; nothing reads or writes it';

package org.autotest.client.job;

import java.util.Arrays;
import java.util.List;
import org.autotest.client.api.Kernel;
import org.autotest.client.kernel.KernelBuild;

/// A kernel as a Java control file sees it.
final class JobKernel implements Kernel {
  private final JobParts parts;
  private final Branch branch;
  private final KernelBuild build;

  JobKernel(JobParts parts, Branch branch, KernelBuild build) {
    this.parts = parts;
    this.branch = branch;
    this.build = build;
  }

  @Override
  public void patch(String... places) {
    step("patch", () -> build.patch(Arrays.asList(places)));
  }

  @Override
  public void config(String file) {
    config(file, List.of());
  }

  @Override
  public void config(String file, List<String> over) {
    step("config", () -> build.config(file, "", over));
  }

  @Override
  public void configTarget(String target, List<String> over) {
    step("config", () -> build.config("", target, over));
  }

  @Override
  public void defconfig() {
    configTarget("defconfig", List.of());
  }

  @Override
  public void build() {
    build(2 * Runtime.getRuntime().availableProcessors(), "");
  }

  @Override
  public void build(int jobs, String options) {
    build(jobs, options, KernelBuild.USUAL_EXTRA_VERSION);
  }

  @Override
  public void build(int jobs, String options, String extraVersion) {
    step("build", () -> build.build(jobs, options, extraVersion, ""));
  }

  @Override
  public void clean() {
    step("clean", build::clean);
  }

  @Override
  public void install() {
    install(KernelBuild.USUAL_TAG);
  }

  @Override
  public void install(String tag) {
    step("install", () -> build.install(tag));
  }

  @Override
  public void addToBootLoader(String title, String... args) {
    JavaFailures.doing(
        parts, () -> parts.kernels().addTo(branch, build, title, Arrays.asList(args)));
  }

  @Override
  public void boot(String... args) {
    boot(true, args);
  }

  @Override
  public void bootUnmarked(String... args) {
    boot(false, args);
  }

  private void boot(boolean marked, String... args) {
    if (!build.isInstalled()) {
      install();
    }
    JavaFailures.doing(
        parts, () -> parts.kernels().boot(branch, build, Arrays.asList(args), marked));
  }

  @Override
  public String release() {
    return build.release();
  }

  @Override
  public List<String> patches() {
    return build.patches();
  }

  private void step(String name, Kernels.Work work) {
    JavaFailures.doing(parts, () -> parts.kernels().step(branch, build, name, work));
  }
}

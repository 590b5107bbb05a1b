package org.autotest.web.jobs;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operations;
import org.autotest.store.Database;
import org.autotest.store.jobs.JobCopies;
import org.autotest.store.views.CatalogueViews;
import org.autotest.store.views.HostFilter;
import org.autotest.store.views.HostView;
import org.autotest.store.views.HostViews;
import org.autotest.web.action.ControlFiles;
import org.autotest.web.action.JobWriting;
import org.autotest.web.page.BlameText;
import org.autotest.web.page.Forms;
import org.autotest.web.page.Links;
import org.autotest.web.page.Refusals;
import org.autotest.web.page.Room;
import org.autotest.web.page.Visit;

/// Making a job.
public final class NewJobPages {
  private static final int TESTS_MAX = 500;
  private static final String KEY = "key";

  private final CatalogueViews catalogue;
  private final HostViews hosts;
  private final JobCopies copies;
  private final ControlFiles controlFiles;
  private final JobWriting writing;
  private final Visit.Site site;

  public NewJobPages(
      Database database, ControlFiles controlFiles, JobWriting writing, Visit.Site site) {
    this.catalogue = new CatalogueViews(database);
    this.hosts = new HostViews(database);
    this.copies = new JobCopies(database);
    this.controlFiles = controlFiles;
    this.writing = writing;
    this.site = site;
  }

  /// `/jobs/new`; `?host=` ticks a host, `?like=` copies an earlier job, `&which=` as `job.clone`
  /// does.
  public void form(Context http) {
    Visit visit = Visit.of(http, site);
    JobForm form =
        visit
            .query("like")
            .map(
                id ->
                    JobForm.like(
                        copies.read(
                            JobPages.id(id),
                            visit
                                .query("which")
                                .flatMap(JobCopies.Which::ofWord)
                                .orElse(JobCopies.Which.SIMILAR))))
            .orElseGet(() -> JobForm.fresh(writing.standards()));
    form.hosts().addAll(visit.queries("host"));
    form.tests().addAll(visit.queries("test"));
    show(visit, form, NOTHING_WRONG, Optional.empty(), UUID.randomUUID().toString());
  }

  /// Takes the form: makes the job, or shows or takes over the control file of the chosen tests.
  public void submit(Context http) {
    Visit visit = Visit.of(http, site);
    JobForm form = JobForm.sent(http);
    String key = Forms.text(http, KEY);
    String wish = Optional.ofNullable(http.formParam("do")).orElse("create");
    try {
      switch (wish) {
        case "preview" -> show(visit, form, NOTHING_WRONG, Optional.of(made(form).text()), key);
        case "edit" -> show(visit, edited(form), NOTHING_WRONG, Optional.empty(), key);
        case "check" -> check(visit, form, key);
        case "template" -> create(visit, form.asTemplate(), key);
        default -> create(visit, form, key);
      }
    } catch (BadRequest refused) {
      if (refused.kind() == BadRequest.Kind.UNAUTHENTICATED) {
        throw refused;
      }
      Refusals.note(http, refused);
      http.status(refused.kind() == BadRequest.Kind.FORBIDDEN ? 403 : 400);
      show(
          visit, form, new Wrong(refused.problems(), refused.blame(), true), Optional.empty(), key);
    } catch (MalformedInput broken) {
      Refusals.note(http, broken);
      http.status(400);
      show(
          visit,
          form,
          new Wrong(Map.of("tests", broken.problem()), broken.blame(), true),
          Optional.empty(),
          key);
    }
  }

  private void create(Visit visit, JobForm form, String key) {
    JobId job =
        writing.create(
            visit.visitor().login(), Arguments.parse(Operations.JOB_CREATE, form.arguments(key)));
    visit.goTo(
        Links.job(job.value()),
        (form.isTemplate() ? "Template %s is kept." : "Job %s is submitted.").formatted(job));
  }

  private void check(Visit visit, JobForm form, String key) {
    writing.check(
        visit.visitor().login(), Arguments.parse(Operations.JOB_CREATE, form.arguments(key)));
    show(visit, form, SOUND, Optional.empty(), key);
  }

  private ControlFiles.Made made(JobForm form) {
    if (form.tests().isEmpty()) {
      throw BadRequest.invalid("tests", "choose at least one test to see its control file");
    }
    return controlFiles.of(Arguments.parse(Operations.JOB_PREVIEW, form.preview()));
  }

  /// The chosen tests become a control file that can be edited.
  private JobForm edited(JobForm form) {
    ControlFiles.Made made = made(form);
    for (String written : List.of("args", "kernels", "kernel_configs", "kernel_cmdline")) {
      form.texts().put(written, "");
    }
    form.texts().put("control_file", made.text());
    form.texts().put("control_type", made.type().word());
    if (!made.runVerify()) {
      form.texts().put("run_verify", "false");
    }
    if (form.texts().getOrDefault("synch_count", "").isEmpty()) {
      form.texts().put("synch_count", Integer.toString(made.synchCount()));
    }
    Set<String> dependencies = new LinkedHashSet<>(made.dependencies());
    if (!dependencies.isEmpty()) {
      form.texts()
          .merge(
              "dependencies",
              String.join(", ", dependencies),
              (a, b) -> a.isEmpty() ? b : a + ", " + b);
    }
    form.tests().clear();
    return form;
  }

  /// Why the form comes back, by argument name, and whose failure that is.
  private record Wrong(Map<String, String> problems, Blame blame, boolean checked) {}

  private static final Wrong NOTHING_WRONG = new Wrong(Map.of(), Blame.SUBMITTER, false);
  private static final Wrong SOUND = new Wrong(Map.of(), Blame.SUBMITTER, true);

  private void show(Visit visit, JobForm form, Wrong wrong, Optional<String> preview, String key) {
    HostFilter usable =
        new HostFilter(
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.of(false),
            Optional.of(visit.visitor().login()),
            Optional.empty());
    List<HostView> some = hosts.list(usable, "", NewJobPage.HOSTS_SHOWN + 1);
    List<HostView> offered = some.subList(0, Math.min(NewJobPage.HOSTS_SHOWN, some.size()));
    Set<String> typed = new LinkedHashSet<>(form.hosts());
    offered.forEach(host -> typed.remove(host.hostname()));
    if (!typed.isEmpty()) {
      form.texts()
          .merge("more_hosts", String.join(", ", typed), (a, b) -> a.isEmpty() ? b : a + ", " + b);
    }
    visit.show(
        "jobs/new.jte",
        "New job",
        Room.JOBS,
        new NewJobPage(
            form.texts(),
            Forms.worded(wrong.problems()),
            BlameText.of(wrong.blame()),
            wrong.checked() && wrong.problems().isEmpty(),
            catalogue.testsOffered(visit.visitor().login(), form.tests(), TESTS_MAX).stream()
                .map(test -> test(test, form))
                .toList(),
            offered.stream().map(host -> host(host, form)).toList(),
            some.size() > offered.size() || areAllOthers(offered),
            preview,
            choices(Priority.values(), Priority::word, form, "priority", ""),
            choices(ControlType.values(), ControlType::word, form, "control_type", ""),
            choices(
                RebootBefore.values(), RebootBefore::word, form, "reboot_before", "as I prefer"),
            choices(RebootAfter.values(), RebootAfter::word, form, "reboot_after", "as I prefer"),
            key));
  }

  /// Whether there are hosts, and none of them is offered.
  private boolean areAllOthers(List<HostView> offered) {
    return offered.isEmpty() && !hosts.list(HostFilter.ALL, "", 1).isEmpty();
  }

  private static NewJobPage.Test test(CatalogueViews.Test test, JobForm form) {
    String note = test.controlType() == ControlType.SERVER ? "runs on the server" : "";
    return new NewJobPage.Test(
        test.name(),
        test.description().lines().findFirst().orElse(""),
        note,
        form.tests().contains(test.name()));
  }

  private static NewJobPage.Host host(HostView host, JobForm form) {
    String status = host.status() == HostStatus.READY ? "" : host.status().word();
    String note =
        host.lock().isPresent()
            ? "locked"
            : host.reserved().map(kept -> "reserved for " + kept.holder()).orElse(status);
    return new NewJobPage.Host(host.hostname(), note, form.hosts().contains(host.hostname()));
  }

  private static <T> List<NewJobPage.Choice> choices(
      T[] values, Function<T, String> word, JobForm form, String field, String none) {
    String chosen = form.texts().getOrDefault(field, "");
    List<NewJobPage.Choice> choices = new java.util.ArrayList<>();
    if (!none.isEmpty()) {
      choices.add(new NewJobPage.Choice("", none, chosen.isEmpty()));
    }
    Arrays.stream(values)
        .map(word)
        .map(text -> new NewJobPage.Choice(text, text, text.equals(chosen)))
        .forEach(choices::add);
    return choices;
  }
}

package org.autotest.web.jobs;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.JobId;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operations;
import org.autotest.web.action.JobWriting;
import org.autotest.web.page.Address;
import org.autotest.web.page.Forms;
import org.autotest.web.page.Links;
import org.autotest.web.page.Refusals;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// What is done with jobs that are there: ending them early, making them once more.
public final class JobActs {
  /// Most marks that are kept when an abort was refused: they stand in an address.
  private static final int MARKS_KEPT_MAX = 200;

  private final JobWriting writing;
  private final Visit.Site site;

  public JobActs(JobWriting writing, Visit.Site site) {
    this.writing = writing;
    this.site = site;
  }

  /// `/jobs/{id}/run`: a job of a template, or a job once more.
  public void runAgain(Context http) {
    Visit visit = Visit.of(http, site);
    JobId source = JobPages.id(http.pathParam("id"));
    Map<String, Object> raw = new LinkedHashMap<>();
    raw.put("id", source.value());
    Optional.ofNullable(http.formParam("which")).ifPresent(which -> raw.put("which", which));
    JobId job = writing.copy(visit.visitor().login(), Arguments.parse(Operations.JOB_CLONE, raw));
    visit.goTo(Links.job(job.value()), "Job %s is submitted.".formatted(job));
  }

  /// `/jobs/{id}/abort`: all that is not finished of a job, or its marked entries.
  public void abort(Context http) {
    Visit visit = Visit.of(http, site);
    JobId job = JobPages.id(http.pathParam("id"));
    List<String> marked = http.formParams("entries");
    String page = Links.job(job.value());
    if (marked.isEmpty() && http.formParam("marked") != null) {
      visit.goTo(page, "Nothing was aborted: no entry is marked.");
      return;
    }
    Map<String, Object> wish =
        Map.of(
            "entries",
            marked,
            "whole_groups",
            Forms.isTicked(http, "whole_groups"),
            "reason",
            Forms.text(http, "reason"));
    try {
      int reached = writing.abort(visit.visitor().login(), job, wish);
      visit.goTo(
          page,
          reached == 0
              ? "Nothing was left to abort."
              : "Asked to abort %s.".formatted(Words.count(reached, "entry")));
    } catch (BadRequest refused) {
      if (refused.kind() != BadRequest.Kind.CONFLICT) {
        throw refused;
      }
      Refusals.note(http, refused);
      visit.goTo(
          Address.of(page)
              .withAll("marked", marked.stream().limit(MARKS_KEPT_MAX).toList())
              .toString(),
          "Nothing was aborted: %s. Mark them too, or tick that all of a group is meant."
              .formatted(why(refused)));
    }
  }

  /// `/jobs/act`: aborts the marked jobs, each as far as the visitor may.
  public void act(Context http) {
    Visit visit = Visit.of(http, site);
    String back = Optional.ofNullable(http.formParam("back")).orElse("/jobs");
    List<String> marked = http.formParams("jobs");
    if (marked.isEmpty()) {
      visit.goTo(back, "Nothing was aborted: no job is marked.");
      return;
    }
    int entries = 0;
    int jobs = 0;
    Map<String, BadRequest> refused = new LinkedHashMap<>();
    for (String id : marked) {
      try {
        int reached = writing.abort(visit.visitor().login(), JobPages.id(id), Map.of());
        entries += reached;
        jobs += reached > 0 ? 1 : 0;
      } catch (BadRequest refusal) {
        Refusals.note(http, refusal);
        refused.put("job " + id, refusal);
      }
    }
    String done =
        jobs == 0
            ? "Nothing was aborted."
            : "Asked to abort %s of %s."
                .formatted(Words.count(entries, "entry"), Words.count(jobs, "job"));
    visit.goTo(back, done + Refusals.told(refused));
  }

  private static String why(BadRequest refused) {
    return refused.problems().values().iterator().next();
  }
}

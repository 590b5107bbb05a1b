package org.autotest.web;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Map;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import org.autotest.store.Database;
import org.autotest.store.users.UserStore;
import org.autotest.web.access.OwnAccount;
import org.autotest.web.access.Sessions;
import org.autotest.web.action.AccessGroups;
import org.autotest.web.action.AtomicGroups;
import org.autotest.web.action.AuthActions;
import org.autotest.web.action.ControlFiles;
import org.autotest.web.action.Drones;
import org.autotest.web.action.EventReading;
import org.autotest.web.action.HostReading;
import org.autotest.web.action.HostWriting;
import org.autotest.web.action.JobReading;
import org.autotest.web.action.JobWriting;
import org.autotest.web.action.LabReading;
import org.autotest.web.action.Labels;
import org.autotest.web.action.RecurringActions;
import org.autotest.web.action.ReservationActions;
import org.autotest.web.action.ResultReading;
import org.autotest.web.action.Users;
import org.autotest.web.files.ResultsFiles;
import org.autotest.web.rest.Handler;

/// Binds each operation of the registry to the code that carries it out.
final class Wiring {
  private Wiring() {}

  /// Code that pages and REST share.
  record Writers(
      ControlFiles controlFiles,
      JobWriting jobs,
      HostReading hostReading,
      HostWriting hosts,
      RecurringActions recurring,
      ReservationActions reservations,
      OwnAccount own,
      AuthActions auth,
      Users users,
      Labels labels,
      AccessGroups accessGroups,
      AtomicGroups atomicGroups,
      Drones drones) {
    static Writers of(WebConfig config, Database database, Sessions sessions) {
      ControlFiles controlFiles = new ControlFiles(database, config.testsDir());
      HostReading hostReading = new HostReading(database);
      OwnAccount own = new OwnAccount(sessions, database);
      return new Writers(
          controlFiles,
          new JobWriting(database, controlFiles, config.standards()),
          hostReading,
          new HostWriting(database, hostReading, config.standards()),
          new RecurringActions(database),
          new ReservationActions(database),
          own,
          new AuthActions(sessions, own, new UserStore(database)),
          new Users(database),
          new Labels(database),
          new AccessGroups(database),
          new AtomicGroups(database),
          new Drones(database));
    }
  }

  static Map<Operation, Handler> handlers(
      WebConfig config, Database database, ResultsFiles files, Writers writers) {
    Map<Operation, Handler> all = new HashMap<>(ofJobs(database, writers));
    all.putAll(ofHosts(writers));
    all.putAll(ofLab(config, database, files, writers));
    all.putAll(ofUsers(writers));
    all.putAll(ofLabels(writers.labels()));
    all.putAll(ofAccessGroups(writers.accessGroups()));
    all.putAll(ofDrones(writers.drones()));
    return Map.copyOf(all);
  }

  private static Map<Operation, Handler> ofJobs(Database database, Writers writers) {
    JobReading jobs = new JobReading(database);
    JobWriting jobWriting = writers.jobs();
    RecurringActions recurring = writers.recurring();
    return Map.ofEntries(
        entry(Operations.JOB_LIST, jobs::list),
        entry(Operations.JOB_SHOW, jobs::show),
        entry(Operations.JOB_ENTRIES, jobs::entries),
        entry(Operations.JOB_TESTS, jobs::tests),
        entry(Operations.JOB_WHY, jobs::why),
        entry(Operations.JOB_PREVIEW, jobWriting::preview),
        entry(Operations.JOB_CREATE, jobWriting::create),
        entry(Operations.JOB_CHECK, jobWriting::check),
        entry(Operations.JOB_CLONE, jobWriting::copy),
        entry(Operations.JOB_ABORT, jobWriting::abort),
        entry(Operations.RECUR_LIST, recurring::list),
        entry(Operations.RECUR_SHOW, recurring::show),
        entry(Operations.RECUR_CREATE, recurring::create),
        entry(Operations.RECUR_MODIFY, recurring::modify),
        entry(Operations.RECUR_DELETE, recurring::delete));
  }

  private static Map<Operation, Handler> ofHosts(Writers writers) {
    HostReading hosts = writers.hostReading();
    HostWriting hostWriting = writers.hosts();
    ReservationActions reservations = writers.reservations();
    return Map.ofEntries(
        entry(Operations.HOST_CREATE, hostWriting::create),
        entry(Operations.HOST_MODIFY, hostWriting::modify),
        entry(Operations.HOST_DELETE, hostWriting::delete),
        entry(Operations.HOST_REVERIFY, hostWriting::reverify),
        entry(Operations.HOST_REPAIR, hostWriting::repair),
        entry(Operations.HOST_LIST, hosts::list),
        entry(Operations.HOST_SHOW, hosts::show),
        entry(Operations.HOST_HISTORY, hosts::history),
        entry(Operations.HOST_RESERVE, reservations::reserve),
        entry(Operations.HOST_RELEASE, reservations::release),
        entry(Operations.HOST_RESERVATIONS, reservations::list));
  }

  private static Map<Operation, Handler> ofUsers(Writers writers) {
    AuthActions auth = writers.auth();
    Users users = writers.users();
    return Map.ofEntries(
        entry(Operations.AUTH_LOGIN, auth::login),
        entry(Operations.AUTH_LOGOUT, auth::logout),
        entry(Operations.AUTH_WHOAMI, auth::whoami),
        entry(Operations.AUTH_PASSWD, auth::changePassword),
        entry(Operations.AUTH_TOKENS, auth::tokens),
        entry(Operations.AUTH_REVOKE, auth::revoke),
        entry(Operations.USER_LIST, users::list),
        entry(Operations.USER_SHOW, users::show),
        entry(Operations.USER_MODIFY, users::modify),
        entry(Operations.USER_DELETE, users::delete));
  }

  private static Map<Operation, Handler> ofLabels(Labels labels) {
    return Map.ofEntries(
        entry(Operations.LABEL_LIST, labels::list),
        entry(Operations.LABEL_CREATE, labels::create),
        entry(Operations.LABEL_MODIFY, labels::modify),
        entry(Operations.LABEL_DELETE, labels::delete),
        entry(Operations.LABEL_ADD, labels::add),
        entry(Operations.LABEL_REMOVE, labels::remove));
  }

  private static Map<Operation, Handler> ofAccessGroups(AccessGroups groups) {
    return Map.ofEntries(
        entry(Operations.ACL_LIST, groups::list),
        entry(Operations.ACL_SHOW, groups::show),
        entry(Operations.ACL_CREATE, groups::create),
        entry(Operations.ACL_MODIFY, groups::modify),
        entry(Operations.ACL_DELETE, groups::delete),
        entry(Operations.ACL_ADD, groups::add),
        entry(Operations.ACL_REMOVE, groups::remove));
  }

  private static Map<Operation, Handler> ofDrones(Drones drones) {
    return Map.ofEntries(
        entry(Operations.DRONE_LIST, drones::list),
        entry(Operations.DRONE_SHOW, drones::show),
        entry(Operations.DRONE_DRAIN, drones::drain),
        entry(Operations.DRONE_UNDRAIN, drones::undrain),
        entry(Operations.DRONE_LOST, drones::lose),
        entry(Operations.DRONE_MODIFY, drones::modify),
        entry(Operations.DRONE_DELETE, drones::delete),
        entry(Operations.DRONE_SET_LIST, drones::listSets),
        entry(Operations.DRONE_SET_CREATE, drones::createSet),
        entry(Operations.DRONE_SET_MODIFY, drones::modifySet),
        entry(Operations.DRONE_SET_DELETE, drones::deleteSet));
  }

  private static Map<Operation, Handler> ofLab(
      WebConfig config, Database database, ResultsFiles files, Writers writers) {
    AtomicGroups atomicGroups = writers.atomicGroups();
    ResultReading results = new ResultReading(database, files);
    LabReading lab = new LabReading(database, config.version());
    EventReading events = new EventReading(database, writers.hostReading());
    return Map.ofEntries(
        entry(Operations.RESULTS_LIST, results::list),
        entry(Operations.RESULTS_SHOW, results::show),
        entry(Operations.RESULTS_LOG, results::log),
        entry(Operations.RESULTS_FILES, results::files),
        entry(Operations.RESULTS_FILE, results::file),
        entry(Operations.JOB_EVENTS, events::ofJob),
        entry(Operations.HOST_EVENTS, events::ofHost),
        entry(Operations.TEST_LIST, lab::tests),
        entry(Operations.ATOMIC_GROUP_LIST, atomicGroups::list),
        entry(Operations.ATOMIC_GROUP_CREATE, atomicGroups::create),
        entry(Operations.ATOMIC_GROUP_MODIFY, atomicGroups::modify),
        entry(Operations.ATOMIC_GROUP_DELETE, atomicGroups::delete),
        entry(Operations.SERVER_STATUS, lab::status),
        entry(Operations.SERVER_ROUNDS, lab::rounds));
  }
}

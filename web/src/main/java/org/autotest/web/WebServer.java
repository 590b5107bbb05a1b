package org.autotest.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import java.time.InstantSource;
import java.util.Locale;
import org.autotest.store.Database;
import org.autotest.store.users.TokenStore;
import org.autotest.store.views.AccountViews;
import org.autotest.web.access.Gate;
import org.autotest.web.access.LoginPages;
import org.autotest.web.access.Sessions;
import org.autotest.web.admin.AccessGroupPages;
import org.autotest.web.admin.AdminPages;
import org.autotest.web.admin.AtomicGroupPages;
import org.autotest.web.admin.DronePages;
import org.autotest.web.admin.LabelPages;
import org.autotest.web.admin.UserPages;
import org.autotest.web.files.FilePages;
import org.autotest.web.files.ResultsFiles;
import org.autotest.web.files.TestLogs;
import org.autotest.web.hosts.HostBulkPages;
import org.autotest.web.hosts.HostFormPages;
import org.autotest.web.hosts.HostPages;
import org.autotest.web.hosts.ReservationPages;
import org.autotest.web.jobs.JobActs;
import org.autotest.web.jobs.JobPages;
import org.autotest.web.jobs.NewJobPages;
import org.autotest.web.lab.LabPages;
import org.autotest.web.lab.SearchPages;
import org.autotest.web.live.LiveFeed;
import org.autotest.web.live.LivePages;
import org.autotest.web.page.Assets;
import org.autotest.web.page.Templates;
import org.autotest.web.page.Visit;
import org.autotest.web.recurring.RecurringPages;
import org.autotest.web.rest.RestApi;
import org.autotest.web.results.ResultPages;
import org.autotest.web.watch.WatchPages;

/// Pages and REST of one lab on one TCP port. Several may serve the same database.
public final class WebServer implements AutoCloseable {
  private static final long REQUEST_BYTES_MAX = 4L * 1024 * 1024;
  private static final String ASSETS = "/assets/";

  private final WebConfig config;
  private final LiveFeed feed;
  private final LivePages live;
  private final Javalin javalin;

  /// Binds the port and serves until closed. The database stays the caller's.
  ///
  /// @throws PortTaken when the port is taken
  public WebServer(WebConfig config, Database database, InstantSource clock) {
    this.config = config;
    this.feed = new LiveFeed(database);
    this.live = new LivePages(feed);
    Assets assets = Assets.load();
    Visit.Site site = new Visit.Site(new Templates(), assets, clock, config.https());
    Rooms rooms = Rooms.furnish(config, database, clock, site);
    this.javalin =
        Javalin.create(
            javalinConfig -> {
              setUp(javalinConfig);
              addRoutes(javalinConfig.routes, rooms, assets, new Failures(site));
            });
    try {
      javalin.start(config.bindAddress(), config.port());
    } catch (JavalinBindException taken) {
      live.close();
      feed.close();
      throw new PortTaken(config.bindAddress(), config.port(), taken);
    }
  }

  /// Everything that answers requests.
  private record Rooms(
      Gate gate,
      LoginPages login,
      LabPages lab,
      SearchPages search,
      JobPages jobs,
      NewJobPages newJobs,
      JobActs jobActs,
      RecurringPages recurring,
      HostPages hosts,
      HostFormPages hostForms,
      HostBulkPages hostBulk,
      ReservationPages reservations,
      ResultPages results,
      FilePages files,
      AdminPages admin,
      UserPages users,
      LabelPages labels,
      AccessGroupPages accessGroups,
      AtomicGroupPages atomicGroups,
      DronePages drones,
      WatchPages watch,
      RestApi rest) {
    static Rooms furnish(
        WebConfig config, Database database, InstantSource clock, Visit.Site site) {
      Sessions sessions = new Sessions(new AccountViews(database), new TokenStore(database), clock);
      ResultsFiles files = new ResultsFiles(config.resultsRoot());
      TestLogs logs = new TestLogs(files);
      Gate gate = new Gate(sessions, config.url());
      Wiring.Writers writers = Wiring.Writers.of(config, database, sessions);
      HostPages hosts = new HostPages(database, site);
      return new Rooms(
          gate,
          new LoginPages(sessions, gate, site, config.sessionLength()),
          new LabPages(database, config.trouble(), site),
          new SearchPages(database, site),
          new JobPages(database, logs, site),
          new NewJobPages(database, writers.controlFiles(), writers.jobs(), site),
          new JobActs(writers.jobs(), site),
          new RecurringPages(database, writers.recurring(), site),
          hosts,
          new HostFormPages(database, writers.hostReading(), writers.hosts(), hosts, site),
          new HostBulkPages(writers.hosts(), writers.reservations(), site),
          new ReservationPages(database, writers.reservations(), hosts, site),
          new ResultPages(database, logs, site),
          new FilePages(files, database, site),
          new AdminPages(database, config.version(), site),
          new UserPages(database, writers.users(), writers.own(), config.sessionLength(), site),
          new LabelPages(database, writers.labels(), site),
          new AccessGroupPages(database, writers.accessGroups(), site),
          new AtomicGroupPages(database, writers.atomicGroups(), site),
          new DronePages(database, writers.drones(), site),
          new WatchPages(database, gate, config.resultsRoot()),
          new RestApi(Wiring.handlers(config, database, files, writers), gate, files));
    }
  }

  /// The port, also when the system chose it.
  public int port() {
    return javalin.port();
  }

  /// Where a browser on this machine finds it.
  public String url() {
    return "http://%s:%d/".formatted(config.bindAddress(), port());
  }

  /// Where a browser on another machine finds it, without a slash at its end.
  ///
  /// @param machine how others call this machine; it is used where the server listens on all
  ///   addresses
  public String urlFrom(String machine) {
    String address = config.bindAddress();
    boolean isAny = address.equals("0.0.0.0") || address.equals("::");
    String shown = !isAny && address.contains(":") ? "[%s]".formatted(address) : address;
    return "http://%s:%d".formatted(isAny ? machine : shown, port());
  }

  /// Ends streams, finishes requests that run, frees the port.
  @Override
  public void close() {
    live.close();
    feed.close();
    javalin.stop();
  }

  private static void setUp(JavalinConfig config) {
    config.concurrency.useVirtualThreads = true;
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = REQUEST_BYTES_MAX;
    config.jetty.multipartConfig.maxFileSize(REQUEST_BYTES_MAX, SizeUnit.BYTES);
    config.jetty.multipartConfig.maxTotalRequestSize(REQUEST_BYTES_MAX, SizeUnit.BYTES);
    config.http.defaultContentType = "text/plain; charset=utf-8";
    config.router.ignoreTrailingSlashes = true;
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.modifyServer(server -> server.setStopTimeout(2_000));
  }

  private void addRoutes(RoutesConfig routes, Rooms rooms, Assets assets, Failures failures) {
    routes.before(Gate::guard);
    routes.before(WebServer::refuseFiles);
    routes.before(http -> admit(http, rooms.gate));
    routes.get(ASSETS + "{name}", http -> asset(http, assets));
    routes.get("/login", rooms.login::form);
    routes.post("/login", rooms.login::logIn);
    routes.post("/logout", rooms.login::logOut);
    routes.post("/theme", rooms.login::theme);
    routes.get("/", rooms.lab::show);
    routes.get("/search", rooms.search::search);
    addJobs(routes, rooms);
    addHosts(routes, rooms);
    routes.get("/results", rooms.results::list);
    routes.get("/results/{id}", rooms.results::show);
    routes.get("/files", rooms.files::show);
    routes.get("/files/*", rooms.files::show);
    routes.get("/raw/*", rooms.files::raw);
    addAdmin(routes, rooms);
    routes.get(WatchPages.METRICS, rooms.watch::metrics);
    routes.get(WatchPages.HEALTH, rooms.watch::health);
    routes.get("/live", live::answer);
    rooms.rest.addTo(routes);
    failures.addTo(routes);
  }

  private static void addJobs(RoutesConfig routes, Rooms rooms) {
    routes.get("/jobs", rooms.jobs::list);
    routes.post("/jobs/act", rooms.jobActs::act);
    routes.get("/jobs/new", rooms.newJobs::form);
    routes.post("/jobs/new", rooms.newJobs::submit);
    routes.get(RecurringPages.PATH, rooms.recurring::list);
    routes.post(RecurringPages.PATH, rooms.recurring::create);
    routes.post(RecurringPages.PATH + "/{id}", rooms.recurring::change);
    routes.get("/jobs/{id}", rooms.jobs::show);
    routes.post("/jobs/{id}/abort", rooms.jobActs::abort);
    routes.post("/jobs/{id}/run", rooms.jobActs::runAgain);
  }

  private static void addAdmin(RoutesConfig routes, Rooms rooms) {
    String groups = AtomicGroupPages.PATH;
    routes.get("/admin", rooms.admin::show);
    addUsers(routes, rooms.users);
    addLabels(routes, rooms.labels);
    addAccessGroups(routes, rooms.accessGroups);
    routes.get(groups, rooms.atomicGroups::show);
    routes.post(groups, rooms.atomicGroups::create);
    routes.post(groups + "/{name}/edit", rooms.atomicGroups::change);
    routes.post(groups + "/{name}/delete", rooms.atomicGroups::delete);
    routes.get(DronePages.PATH, rooms.drones::show);
    routes.post(DronePages.PATH + "/{name}/{deed}", rooms.drones::act);
    routes.post("/admin/drone-sets", rooms.drones::createSet);
    routes.post("/admin/drone-sets/{name}/edit", rooms.drones::changeSet);
    routes.post("/admin/drone-sets/{name}/delete", rooms.drones::deleteSet);
  }

  private static void addUsers(RoutesConfig routes, UserPages users) {
    String one = UserPages.PATH + "/{login}";
    routes.get(UserPages.PATH, users::list);
    routes.get(one, users::show);
    routes.post(one + "/edit", users::change);
    routes.post(one + "/level", users::level);
    routes.post(one + "/password", users::password);
    routes.post(one + "/revoke", users::revoke);
    routes.post(one + "/delete", users::delete);
  }

  private static void addLabels(RoutesConfig routes, LabelPages labels) {
    String one = LabelPages.PATH + "/{name}";
    routes.get(LabelPages.PATH, labels::list);
    routes.post(LabelPages.PATH, labels::create);
    routes.get(one, labels::show);
    routes.post(one + "/edit", labels::change);
    routes.post(one + "/add", labels::add);
    routes.post(one + "/remove", labels::remove);
    routes.post(one + "/delete", labels::delete);
  }

  private static void addAccessGroups(RoutesConfig routes, AccessGroupPages groups) {
    String one = AccessGroupPages.PATH + "/{name}";
    routes.get(AccessGroupPages.PATH, groups::list);
    routes.post(AccessGroupPages.PATH, groups::create);
    routes.get(one, groups::show);
    routes.post(one + "/edit", groups::change);
    routes.post(one + "/add", groups::add);
    routes.post(one + "/remove", groups::remove);
    routes.post(one + "/delete", groups::delete);
  }

  private static void addHosts(RoutesConfig routes, Rooms rooms) {
    routes.get("/hosts", rooms.hosts::list);
    routes.get("/hosts/new", rooms.hostForms::form);
    routes.post("/hosts/new", rooms.hostForms::create);
    routes.post("/hosts/act", rooms.hostBulk::act);
    routes.get(ReservationPages.PATH, rooms.reservations::list);
    routes.get("/hosts/{hostname}", rooms.hosts::show);
    routes.get("/hosts/{hostname}/edit", rooms.hostForms::edit);
    routes.post("/hosts/{hostname}/edit", rooms.hostForms::change);
    routes.post("/hosts/{hostname}/lock", rooms.hostForms::lock);
    routes.post("/hosts/{hostname}/unlock", rooms.hostForms::unlock);
    routes.post("/hosts/{hostname}/reverify", rooms.hostForms::reverify);
    routes.post("/hosts/{hostname}/repair", rooms.hostForms::repair);
    routes.post("/hosts/{hostname}/reserve", rooms.reservations::reserve);
    routes.post("/hosts/{hostname}/release", rooms.reservations::release);
    routes.post("/hosts/{hostname}/delete", rooms.hostForms::delete);
  }

  /// No form of ours sends files, and those of others would fill the disk before anybody has logged
  /// in: Javalin reads them whole at the first look at a field.
  private static void refuseFiles(Context http) {
    String type = http.contentType();
    if (type != null && type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/")) {
      throw new HttpResponseException(415);
    }
  }

  /// Pages need a login, and forms a proof that they are ours; REST has its own rules.
  private static void admit(Context http, Gate gate) {
    String path = http.path();
    if (path.startsWith("/api/") || path.startsWith(ASSETS) || WatchPages.isOpen(path)) {
      return;
    }
    gate.recognise(http);
    boolean isLogin = path.equals("/login");
    boolean isWrite = !http.method().name().equals("GET") && !http.method().name().equals("HEAD");
    if (Gate.session(http).isEmpty() && !isLogin) {
      String next = http.queryString() == null ? path : path + "?" + http.queryString();
      boolean isPage = !isWrite && !path.startsWith("/raw/") && !path.equals("/live");
      if (isPage) {
        http.redirect("/login?next=" + Visit.encoded(next), HttpStatus.SEE_OTHER);
      } else {
        http.status(401).result("log in first\n");
      }
      http.skipRemainingHandlers();
    } else if (isWrite && !isLogin) {
      Gate.session(http).ifPresent(session -> gate.checkForm(http, session.formToken()));
    }
  }

  private static void asset(Context http, Assets assets) {
    Assets.File file =
        assets
            .find(http.pathParam("name"))
            .orElseThrow(() -> new io.javalin.http.NotFoundResponse());
    http.header("Cache-Control", "public, max-age=31536000, immutable");
    http.contentType(file.mediaType());
    http.result(file.open());
  }
}

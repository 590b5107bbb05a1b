package org.autotest.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.autotest.core.failure.AutotestException;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who may use whom, as data. Each rule proves first that it looked at something.
class ArchitectureTest {
  /// One module: what it may use of ours, and whose libraries besides the JDK and JSpecify.
  ///
  /// @param ours modules, by the last part of their package
  /// @param libraries package patterns of other people's code
  record Module(String name, List<String> ours, List<String> libraries) {
    private static final List<String> ALWAYS =
        List.of(
            "java..", "javax.tools..", "javax.lang.model..", "com.sun.source..", "org.jspecify..");

    String own() {
      return "org.autotest." + name + "..";
    }

    DescribedPredicate<JavaClass> allowed() {
      Stream<String> mine = Stream.of(own(), "");
      Stream<String> modules = ours.stream().map(module -> "org.autotest." + module + "..");
      return resideInAnyPackage(
          Stream.of(ALWAYS.stream(), mine, modules, libraries.stream())
              .flatMap(packages -> packages)
              .toArray(String[]::new));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Module> MODULES =
      List.of(
          new Module("core", List.of(), List.of()),
          new Module(
              "store",
              List.of("core"),
              List.of(
                  "javax.sql..",
                  "org.jdbi..",
                  "org.flywaydb..",
                  "com.zaxxer..",
                  "com.cronutils..",
                  "org.mariadb..")),
          new Module("client", List.of("core"), List.of("javax.net.ssl..")),
          new Module("autoserv", List.of("core"), List.of()),
          new Module("dispatcher", List.of("core", "store"), List.of()),
          new Module(
              "web",
              List.of("core", "store"),
              List.of(
                  "io.javalin..",
                  "jakarta.servlet..",
                  "org.eclipse.jetty..",
                  "gg.jte..",
                  "tools.jackson..",
                  "com.fasterxml.jackson.annotation..",
                  "at.favre.lib..",
                  "kotlin..",
                  "javax.crypto..")),
          new Module(
              "cli",
              List.of("core"),
              List.of("picocli..", "tools.jackson..", "com.fasterxml.jackson.annotation..")),
          new Module(
              "app",
              List.of("core", "store", "dispatcher", "web"),
              List.of(
                  "picocli..",
                  "tools.jackson..",
                  "com.fasterxml.jackson.annotation..",
                  "org.apache.sshd..",
                  "jakarta.mail..",
                  "javax.crypto..",
                  "org.slf4j..",
                  "ch.qos.logback..")),
          new Module(
              "testkit",
              List.of("core", "store"),
              List.of("org.junit..", "org.assertj..", "org.awaitility..", "org.jdbi..")));

  /// The programs: only they end the process, and besides `app` only they read clock and
  /// environment.
  private static final List<String> MAINS =
      List.of(
          "org.autotest.app.AutotestMain",
          "org.autotest.app.RehearsalMain",
          "org.autotest.autoserv.AutoservMain",
          "org.autotest.client.ClientMain",
          "org.autotest.client.PrecompileMain",
          "org.autotest.client.RehearsalMain",
          "org.autotest.autoserv.RehearsalMain",
          "org.autotest.client.worker.JavaWorkerMain",
          "org.autotest.cli.AtestMain");

  private static final Set<String> CLOCK_AND_ENVIRONMENT =
      Set.of(
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.InstantSource.system",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.getenv");

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.autotest");

  static List<Module> modules() {
    return MODULES;
  }

  @ParameterizedTest
  @MethodSource("modules")
  void a_module_uses_only_what_its_row_allows(Module module) {
    assertThat(CODE.that(resideInAPackage(module.own()))).as("classes of %s", module).isNotEmpty();

    noClasses()
        .that()
        .resideInAPackage(module.own())
        .should()
        .dependOnClassesThat(not(module.allowed()).as("stand outside its row"))
        .check(CODE);
  }

  @Test
  void every_class_belongs_to_a_module() {
    classes()
        .should()
        .resideInAnyPackage(MODULES.stream().map(Module::own).toArray(String[]::new))
        .check(CODE);
  }

  @Test
  void only_the_store_speaks_sql() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.autotest.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .check(CODE);
  }

  @Test
  void core_knows_no_process_no_socket_and_no_thread() {
    noClasses()
        .that()
        .resideInAPackage("org.autotest.core..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.net..")
                .or(type(Process.class))
                .or(type(ProcessBuilder.class))
                .or(type(ProcessHandle.class))
                .or(type(Thread.class))
                .as("reach out of the function"))
        .check(CODE);
  }

  @Test
  void pages_start_no_process() {
    noClasses()
        .that()
        .resideInAPackage("org.autotest.web..")
        .should()
        .dependOnClassesThat(type(Process.class).or(type(ProcessBuilder.class)))
        .check(CODE);
  }

  @Test
  void nobody_but_the_app_and_the_mains_reads_the_clock_or_the_environment() {
    noClasses()
        .that(
            not(resideInAnyPackage("org.autotest.app..", "org.autotest.testkit.."))
                .and(not(mains())))
        .should()
        .callMethodWhere(
            new DescribedPredicate<>("it asks for the time or the environment") {
              @Override
              public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                return CLOCK_AND_ENVIRONMENT.contains(
                    call.getTargetOwner().getFullName() + "." + call.getName());
              }
            })
        .check(CODE);
  }

  @Test
  void whoever_talks_with_machines_and_commands_does_so_on_threads_of_the_system() {
    noClasses()
        .that()
        .resideInAnyPackage("org.autotest.client..", "org.autotest.autoserv..")
        .and()
        // It waits for sockets alone, and only on a virtual thread an interrupt ends that.
        .doNotHaveSimpleName("Meetings")
        .should()
        .callMethod(Thread.class, "ofVirtual")
        .orShould()
        .callMethod(Thread.class, "startVirtualThread", Runnable.class)
        .orShould()
        .callMethod(Executors.class, "newVirtualThreadPerTaskExecutor")
        .because("a virtual thread that waits in a pipe keeps what the others run on")
        .check(CODE);
  }

  @Test
  void only_a_main_ends_the_process() {
    noClasses()
        .that(not(mains()))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(CODE);
  }

  @Test
  void no_mutable_statics() {
    fields().that().areStatic().should().beFinal().check(CODE);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching("org.autotest.(**)").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void no_package_is_named_after_nothing() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..helper..")
        .check(CODE);
  }

  @Test
  void every_package_is_null_marked() {
    assertThat(CODE.getPackage("org.autotest").getSubpackagesInTree())
        .filteredOn(pkg -> !pkg.getClasses().isEmpty())
        .isNotEmpty()
        .allMatch(pkg -> pkg.isAnnotatedWith(NullMarked.class));
  }

  @Test
  void classes_are_final_unless_made_to_be_extended() {
    classes()
        .that()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .and()
        .areNotAnonymousClasses()
        .and(not(enumConstantBodies()))
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(CODE);
  }

  @Test
  void errors_say_whose_they_are() {
    classes()
        .that()
        .areAssignableTo(RuntimeException.class)
        .and()
        .areNotAssignableTo(JdbiException.class)
        .should()
        .beAssignableTo(AutotestException.class)
        .check(CODE);
  }

  @Test
  void constructors_take_at_most_seven_parameters() {
    classes()
        .that()
        .areNotRecords()
        .and()
        .areNotEnums()
        .should(
            new ArchCondition<>("have constructors of at most 7 parameters") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                for (JavaConstructor constructor : type.getConstructors()) {
                  int count = constructor.getRawParameterTypes().size();
                  if (count > 7) {
                    events.add(
                        SimpleConditionEvent.violated(
                            type, "%s takes %d".formatted(constructor.getFullName(), count)));
                  }
                }
              }
            })
        .check(CODE);
  }

  private static DescribedPredicate<JavaClass> mains() {
    return new DescribedPredicate<>("mains") {
      @Override
      public boolean test(JavaClass type) {
        return MAINS.stream()
            .anyMatch(
                main ->
                    type.getFullName().equals(main) || type.getFullName().startsWith(main + "$"));
      }
    };
  }

  private static DescribedPredicate<JavaClass> enumConstantBodies() {
    return new DescribedPredicate<>("bodies of enum constants") {
      @Override
      public boolean test(JavaClass type) {
        return type.getRawSuperclass().map(JavaClass::isEnum).orElse(false);
      }
    };
  }

  private static DescribedPredicate<JavaClass> type(Class<?> type) {
    return JavaClass.Predicates.type(type);
  }
}

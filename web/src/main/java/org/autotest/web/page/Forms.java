package org.autotest.web.page;

import io.javalin.http.Context;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.autotest.core.failure.BadRequest;

/// The forms of one page: what they send is done and the browser is sent on, or the page is shown
/// again with what was typed and what is wrong with it.
public final class Forms {
  private final Again again;

  /// Shows the page once more.
  @FunctionalInterface
  public interface Again {
    /// Answers with the page.
    void show(Visit visit, Filled filled);
  }

  /// What must be added and removed for a list to be as it was typed.
  public record Change(Set<String> added, Set<String> removed) {
    /// From what there was to what there shall be, each in its order.
    public static Change of(Collection<String> before, Set<String> now) {
      Set<String> added = new LinkedHashSet<>(now);
      before.forEach(added::remove);
      Set<String> removed = new LinkedHashSet<>(before);
      removed.removeAll(now);
      return new Change(added, removed);
    }
  }

  public Forms(Again again) {
    this.again = again;
  }

  /// Does what a form without fields asks for.
  ///
  /// @param path where the browser goes when it is done
  /// @param done what it is told there
  public void attempt(Visit visit, Runnable deed, String path, String done) {
    attempt(visit, Map.of(), deed, path, done);
  }

  /// Does what a form asks for.
  ///
  /// @param values what was typed, by field
  /// @param path where the browser goes when it is done
  /// @param done what it is told there
  public void attempt(
      Visit visit, Map<String, String> values, Runnable deed, String path, String done) {
    attempt(
        visit,
        values,
        () -> {
          deed.run();
          return done;
        },
        path);
  }

  /// Does what a form asks for.
  ///
  /// @param values what was typed, by field
  /// @param deed answers what the browser is told when it is done
  /// @param path where the browser goes then
  public void attempt(Visit visit, Map<String, String> values, Supplier<String> deed, String path) {
    String done;
    try {
      done = deed.get();
    } catch (BadRequest refused) {
      visit.http().status(status(refused));
      Refusals.note(visit.http(), refused);
      again.show(visit, new Filled(values, worded(refused.problems())));
      return;
    }
    visit.goTo(path, done);
  }

  /// The page is there, whatever was named in its form.
  private static int status(BadRequest refused) {
    return refused.kind() == BadRequest.Kind.NOT_FOUND ? 400 : Refusals.status(refused);
  }

  /// What is wrong, by field, as sentences.
  ///
  /// @param problems what is wrong with fields, in words that follow their names
  public static Map<String, String> worded(Map<String, String> problems) {
    Map<String, String> worded = new LinkedHashMap<>();
    problems.forEach((field, problem) -> worded.put(field, Words.capital(problem) + "."));
    return worded;
  }

  /// Whether a box was ticked.
  public static boolean isTicked(Context http, String field) {
    return "true".equals(http.formParam(field));
  }

  /// What was typed into a field; empty text where nothing was.
  public static String text(Context http, String field) {
    return Optional.ofNullable(http.formParam(field)).orElse("");
  }

  /// What was typed into some fields; empty text where nothing was.
  public static Map<String, String> values(Context http, List<String> fields) {
    Map<String, String> values = new TreeMap<>();
    for (String field : fields) {
      values.put(field, text(http, field));
    }
    return values;
  }

  /// How the names in one field differ from those that the form showed in it at first, which stand
  /// in a hidden field `had_…`: what became of others meanwhile is not undone.
  public static Change change(Context http, String field) {
    return Change.of(names(http, "had_" + field), names(http, field));
  }

  /// Whether a field differs from what the form showed in it at first, which stands in a hidden
  /// field `had_…`.
  public static boolean isChanged(Context http, String field) {
    return !text(http, field).equals(text(http, "had_" + field));
  }

  /// The names that were typed into one field.
  public static Set<String> names(Context http, String field) {
    return new LinkedHashSet<>(TypedList.of(text(http, field)));
  }
}

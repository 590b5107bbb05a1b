package org.autotest.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Skips a test, and says what to install, on a machine without a program.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Repeatable(NeedsProgram.All.class)
@ExtendWith(ProgramCondition.class)
public @interface NeedsProgram {
  /// Names of programs; looked for in `PATH` and where servers are.
  String[] value();

  /// Debian packages that bring them.
  String from();

  /// Several of them.
  @Target({ElementType.TYPE, ElementType.METHOD})
  @Retention(RetentionPolicy.RUNTIME)
  @Inherited
  @ExtendWith(ProgramCondition.class)
  @interface All {
    /// Each has to be there.
    NeedsProgram[] value();
  }
}

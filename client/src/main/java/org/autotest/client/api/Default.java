package org.autotest.client.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The value of a parameter of a test, or of a profiler's constructor, that the control file does
/// not give.
///
/// ```java
/// void runOnce(@Default("5") int seconds, @Default("/tmp") String directory) { … }
/// ```
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Default {
  /// As a person would write it; converted to the parameter's type.
  String value();
}

package org.autotest.web.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Builds the address of a page with what was asked for, so that it can be pasted to a colleague.
/// Values that are empty are left out.
public final class Address {
  private final String path;
  private final List<String> pairs = new ArrayList<>();

  private Address(String path) {
    this.path = path;
  }

  public static Address of(String path) {
    return new Address(path);
  }

  public Address with(String name, String value) {
    if (!value.isEmpty()) {
      pairs.add(name + "=" + Visit.encoded(value));
    }
    return this;
  }

  public Address with(String name, Optional<String> value) {
    return with(name, value.orElse(""));
  }

  public Address withAll(String name, List<String> values) {
    values.forEach(value -> with(name, value));
    return this;
  }

  @Override
  public String toString() {
    return pairs.isEmpty() ? path : path + "?" + String.join("&", pairs);
  }
}

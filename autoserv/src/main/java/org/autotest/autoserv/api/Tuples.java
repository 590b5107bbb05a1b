package org.autotest.autoserv.api;

import java.util.ArrayList;
import java.util.List;

/// Machines in groups of the same size.
///
/// @param tuples groups that are complete
/// @param left machines that no group was made of
public record Tuples(List<List<String>> tuples, List<String> left) {
  public Tuples {
    tuples = tuples.stream().map(List::copyOf).toList();
    left = List.copyOf(left);
  }

  /// Groups machines in their order.
  ///
  /// @param size of a group, at least 1
  static Tuples of(List<String> machines, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a group of %d machines makes no sense".formatted(size));
    }
    List<List<String>> tuples = new ArrayList<>();
    int end = machines.size() - machines.size() % size;
    for (int i = 0; i < end; i += size) {
      tuples.add(machines.subList(i, i + size));
    }
    return new Tuples(tuples, machines.subList(end, machines.size()));
  }
}

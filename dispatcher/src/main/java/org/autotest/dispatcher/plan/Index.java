package org.autotest.dispatcher.plan;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Values found by something that several of them have in common, in their order. Keys without
/// values take no room.
final class Index<K, V extends Comparable<? super V>> {
  private final Map<K, TreeSet<V>> values = new HashMap<>();

  void add(K key, V value) {
    values.computeIfAbsent(key, _ -> new TreeSet<>()).add(value);
  }

  void remove(K key, V value) {
    TreeSet<V> its = values.get(key);
    if (its != null) {
      its.remove(value);
      if (its.isEmpty()) {
        values.remove(key);
      }
    }
  }

  void removeAll(K key) {
    values.remove(key);
  }

  boolean has(K key) {
    return values.containsKey(key);
  }

  /// A view; empty when there is none.
  SortedSet<V> of(K key) {
    TreeSet<V> its = values.get(key);
    return its == null ? Collections.emptySortedSet() : Collections.unmodifiableSortedSet(its);
  }
}

/// What people write about hosts: the inventory, labels, special tasks. Everything is checked in
/// the transaction that writes it; a refused request writes nothing.
@NullMarked
package org.autotest.store.hosts;

import org.jspecify.annotations.NullMarked;

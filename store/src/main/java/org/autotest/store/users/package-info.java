/// People: accounts, passwords (as hashes), tokens (as hashes), and the ACL groups that join them
/// with hosts. Everything is checked in the transaction that writes it; a refused request writes
/// nothing.
@NullMarked
package org.autotest.store.users;

import org.jspecify.annotations.NullMarked;

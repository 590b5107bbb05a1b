/// A real `mariadbd` as a child process, for laboratories that have no database of their own and
/// for tests. Knows nothing of our tables.
@NullMarked
package org.autotest.store.embedded;

import org.jspecify.annotations.NullMarked;

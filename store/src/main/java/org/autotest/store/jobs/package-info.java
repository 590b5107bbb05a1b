/// What people write about jobs: creating and aborting them; and the catalogue of tests that jobs
/// are made of. Everything is checked in the transaction that writes it; a refused request writes
/// nothing.
@NullMarked
package org.autotest.store.jobs;

import org.jspecify.annotations.NullMarked;

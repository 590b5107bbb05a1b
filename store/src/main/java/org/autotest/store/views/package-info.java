/// What pages and REST show: reading only, a page of rows at a time, walked by key, with a fixed
/// number of statements however many rows come back.
@NullMarked
package org.autotest.store.views;

import org.jspecify.annotations.NullMarked;

/// Pages and REST; asks the database, never starts anything itself.
@NullMarked
package org.autotest.web;

import org.jspecify.annotations.NullMarked;

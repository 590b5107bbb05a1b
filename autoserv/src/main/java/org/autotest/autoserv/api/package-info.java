/// What a server-side Java control file finds in its scope.
@NullMarked
package org.autotest.autoserv.api;

import org.jspecify.annotations.NullMarked;

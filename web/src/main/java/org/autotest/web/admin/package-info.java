/// What keepers of a lab look after: users, labels, tests, the server itself.
@NullMarked
package org.autotest.web.admin;

import org.jspecify.annotations.NullMarked;

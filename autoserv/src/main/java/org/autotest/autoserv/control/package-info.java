/// Server-side control files: compiles them and gives them what they find in their scope.
@NullMarked
package org.autotest.autoserv.control;

import org.jspecify.annotations.NullMarked;

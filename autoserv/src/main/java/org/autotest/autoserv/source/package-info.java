/// Sources in Java that are written without the imports of what they use: control files, tests of
/// the server, checks and repair actions of a lab.
@NullMarked
package org.autotest.autoserv.source;

import org.jspecify.annotations.NullMarked;

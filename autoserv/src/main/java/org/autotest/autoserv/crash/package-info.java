/// After a run that went wrong: what the machine says about it, and what a killed execution left
/// there.
@NullMarked
package org.autotest.autoserv.crash;

import org.jspecify.annotations.NullMarked;

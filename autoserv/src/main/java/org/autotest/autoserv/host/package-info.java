/// Lines to machines: commands and streams over the OpenSSH binary. Nothing here knows what a job
/// is; nothing outside knows how ssh is called.
@NullMarked
package org.autotest.autoserv.host;

import org.jspecify.annotations.NullMarked;

/// What programs that watch the lab ask for: `/metrics` and `/healthz`. Numbers and names of
/// dispatchers, nothing about people and hosts; so both are answered without a login.
@NullMarked
package org.autotest.web.watch;

import org.jspecify.annotations.NullMarked;

/// Where log lines go and how they look. All modules log through `System.Logger`.
@NullMarked
package org.autotest.app.log;

import org.jspecify.annotations.NullMarked;

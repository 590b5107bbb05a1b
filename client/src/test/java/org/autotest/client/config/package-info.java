/// The configuration files of the client.
@NullMarked
package org.autotest.client.config;

import org.jspecify.annotations.NullMarked;

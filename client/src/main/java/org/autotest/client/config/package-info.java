/// The configuration files of the client, `global_config.ini` and `shadow_config.ini`.
@NullMarked
package org.autotest.client.config;

import org.jspecify.annotations.NullMarked;

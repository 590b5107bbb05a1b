/// What a lab can be told: one record, the file it is read from, and the page that documents it.
@NullMarked
package org.autotest.app.config;

import org.jspecify.annotations.NullMarked;

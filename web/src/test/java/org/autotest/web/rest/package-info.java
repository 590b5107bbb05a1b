@NullMarked
package org.autotest.web.rest;

import org.jspecify.annotations.NullMarked;

/// REST: requests read, checked and answered as the registry of operations declares them.
@NullMarked
package org.autotest.web.rest;

import org.jspecify.annotations.NullMarked;

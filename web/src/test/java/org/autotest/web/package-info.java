@NullMarked
package org.autotest.web;

import org.jspecify.annotations.NullMarked;

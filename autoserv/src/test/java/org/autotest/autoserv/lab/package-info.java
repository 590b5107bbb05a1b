@NullMarked
package org.autotest.autoserv.lab;

import org.jspecify.annotations.NullMarked;

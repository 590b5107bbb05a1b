/// What the lab has around its machines: power switches and consoles.
@NullMarked
package org.autotest.autoserv.lab;

import org.jspecify.annotations.NullMarked;

/// Results of the small tests inside of a test, as other programs print them: TAP, KTAP and JUnit
/// XML, read into one shape. Pure, streaming, and bounded: what a file holds never decides how much
/// memory is needed, and nothing in it makes a reader fail.
@NullMarked
package org.autotest.core.subresult;

import org.jspecify.annotations.NullMarked;

/// What harnesses and their workers say to each other, as text: JSON and what an exception looks
/// like in it. The lines themselves travel elsewhere.
@NullMarked
package org.autotest.core.bridge;

import org.jspecify.annotations.NullMarked;

/// What users can do, declared once: REST, its description, pages and command-line verbs come from
/// here.
@NullMarked
package org.autotest.core.operation;

import org.jspecify.annotations.NullMarked;

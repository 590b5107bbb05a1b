/// Control files: what they say of themselves, read without running them.
///
/// A control file is a Java 25 compact source or a Python program. Its metadata are constants at
/// its top level:
///
/// ```
/// AUTHOR = "Lab <lab@example.com>"
/// NAME = "Sleep test"
/// TIME = "SHORT"
/// TEST_TYPE = "client"
/// TEST_CLASS = "Kernel"
/// TEST_CATEGORY = "Functional"
/// DOC = """
/// Sleeps, to prove that the harness works.
/// """
/// ```
@NullMarked
package org.autotest.core.control;

import org.jspecify.annotations.NullMarked;

/// What users can do, declared once: REST, its description, pages and command-line verbs come from
/// here.
///
/// [Operations] is the list; an [Operation] names its HTTP request, its arguments, who may call it
/// and what comes back. [Arguments] checks a request against the declaration. Nothing here does
/// anything: the web binds each operation to code, the command line to a verb, and a test fails
/// when one is left out.
@NullMarked
package org.autotest.core.operation;

import org.jspecify.annotations.NullMarked;

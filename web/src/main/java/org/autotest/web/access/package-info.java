/// Who somebody is, and whether a request may be what it seems: passwords, sessions, tokens, forged
/// forms.
@NullMarked
package org.autotest.web.access;

import org.jspecify.annotations.NullMarked;

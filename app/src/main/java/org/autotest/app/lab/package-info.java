/// A running lab, wired by hand: its database, dispatcher and web server in one process.
@NullMarked
package org.autotest.app.lab;

import org.jspecify.annotations.NullMarked;

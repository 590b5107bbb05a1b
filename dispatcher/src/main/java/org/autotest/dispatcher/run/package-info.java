/// The dispatcher at work: the loop that looks, plans and acts; how each decision becomes rows,
/// files and processes; and what happens when it starts, stops, or loses its database.
@NullMarked
package org.autotest.dispatcher.run;

import org.jspecify.annotations.NullMarked;

/// The status log: one line for everything worth telling about a job, nested by tabs.
///
/// ```
/// START	----	----	timestamp=1700000000	localtime=Nov 14 22:13:20
/// 	START	sleeptest	sleeptest	timestamp=1700000000	localtime=Nov 14 22:13:20
/// 		GOOD	sleeptest	sleeptest	timestamp=1700000001	localtime=…	completed successfully
/// 	END GOOD	sleeptest	sleeptest	timestamp=1700000001	localtime=Nov 14 22:13:21
/// END GOOD	----	----	timestamp=1700000001	localtime=Nov 14 22:13:21
/// ```
@NullMarked
package org.autotest.core.statuslog;

import org.jspecify.annotations.NullMarked;

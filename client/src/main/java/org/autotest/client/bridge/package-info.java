/// The JSON lines between the harness and its workers, as `docs/reference/bridge.md` lays them
/// down. Knows values, calls and connections, and nothing of what the calls mean.
@NullMarked
package org.autotest.client.bridge;

import org.jspecify.annotations.NullMarked;

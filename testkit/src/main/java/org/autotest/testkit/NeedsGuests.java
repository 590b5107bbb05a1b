package org.autotest.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// For tests that boot a [Guest].
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@NeedsProgram(
    value = {"qemu-system-x86_64", "qemu-img", "mmdebstrap", "mke2fs", "ssh"},
    from = "qemu-system-x86 qemu-utils mmdebstrap e2fsprogs openssh-client")
public @interface NeedsGuests {}

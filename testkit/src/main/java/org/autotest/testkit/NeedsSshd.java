package org.autotest.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// For tests that start a [LoopbackSshd].
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@NeedsProgram(value = "sshd", from = "openssh-server")
public @interface NeedsSshd {}

package org.autotest.autoserv.source;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Finds calls in compiled sources that would end autoserv itself, which runs them in its own
/// process: nobody would write how the execution ended.
final class Exits {
  private static final Set<String> ENDING =
      Set.of("java/lang/System.exit", "java/lang/Runtime.exit", "java/lang/Runtime.halt");

  private Exits() {}

  /// Looks through the classes of a directory.
  ///
  /// @return what is wrong, with the line, as a compiler would say it; empty when nothing is
  static Optional<String> in(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        Optional<String> found = in(ClassFile.of().parse(file));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /// A reference without a call, `System::exit`, stands among the constants alone.
  private static Optional<String> in(ClassModel model) {
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof MemberRefEntry member && ENDING.contains(name(member))) {
        int line = line(model, name(member));
        return Optional.of(
            "%s%s would end autoserv itself: return from main, or throw something"
                .formatted(
                    line > 0 ? "line %d: ".formatted(line) : "",
                    name(member).replaceFirst(".*/", "")));
      }
    }
    return Optional.empty();
  }

  /// Of the first call; 0 when there is none.
  private static int line(ClassModel model, String wanted) {
    for (MethodModel method : model.methods()) {
      int line = 0;
      for (CodeElement element : method.code().map(CodeModel::elementList).orElse(List.of())) {
        if (element instanceof LineNumber number) {
          line = number.line();
        } else if (element instanceof InvokeInstruction call
            && name(call.method()).equals(wanted)) {
          return line;
        }
      }
    }
    return 0;
  }

  private static String name(MemberRefEntry member) {
    return member.owner().asInternalName() + "." + member.name().stringValue();
  }
}

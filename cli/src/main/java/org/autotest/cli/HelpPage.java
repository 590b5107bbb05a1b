package org.autotest.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// How help texts look: examples first, then what the command does, then its own options.
final class HelpPage {
  private static final String EXAMPLES = "examples";

  private HelpPage() {}

  /// Gives the command its help text.
  ///
  /// @param summary one line
  /// @param doc more of it; may be empty
  /// @param examples whole command lines, at least one for a command that does something
  static void write(CommandSpec spec, String summary, String doc, List<String> examples) {
    UsageMessageSpec usage = spec.usageMessage();
    usage.header(summary.replace("%", "%%") + ".");
    if (!doc.isEmpty()) {
      usage.description("", doc.replace("%", "%%"));
    }
    usage.abbreviateSynopsis(true);
    usage.synopsisHeading("%nUsage: ");
    usage.parameterListHeading("%n");
    usage.optionListHeading("%nOptions:%n");
    usage.commandListHeading("%nCommands:%n");
    usage.sectionMap().put(EXAMPLES, _ -> examples(examples));
    List<String> sections = new ArrayList<>(usage.sectionKeys());
    sections.addFirst(EXAMPLES);
    usage.sectionKeys(sections);
  }

  /// Leaves the options that every command has to the help of the program itself.
  static void withoutInheritedOptions(CommandSpec spec) {
    spec.usageMessage()
        .sectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpPage::ownOptions);
    spec.usageMessage()
        .footer("", "Options of every command (--web, --json, --parse, -v, …): atest --help");
  }

  private static String ownOptions(Help help) {
    List<OptionSpec> own =
        help.commandSpec().options().stream()
            .filter(option -> !option.inherited() && !option.hidden())
            .toList();
    Help.Layout layout = help.createDefaultLayout(own, List.of(), help.colorScheme());
    layout.addAllOptions(own, help.createDefaultParamLabelRenderer());
    return layout.toString();
  }

  private static String examples(List<String> lines) {
    if (lines.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("Examples:\n");
    lines.forEach(line -> text.append("  ").append(line).append('\n'));
    return text.append('\n').toString();
  }
}

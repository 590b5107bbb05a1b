package org.autotest.web.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/// Renders pages from templates that were compiled with the program. Everything a template prints
/// is escaped by the engine for the place where it stands.
public final class Templates {
  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

  /// A whole page.
  ///
  /// @param template below `src/main/jte`, for example `jobs/list.jte`; it declares the parameters
  ///   `frame` and `page`
  /// @param page a record, already worded
  public String page(String template, Frame frame, Record page) {
    StringOutput output = new StringOutput(32_768);
    engine.render(template, Map.of("frame", frame, "page", page), output);
    return output.toString();
  }
}

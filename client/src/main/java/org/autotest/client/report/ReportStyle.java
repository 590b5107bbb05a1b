package org.autotest.client.report;

/// How the report looks, in light and dark as the reader's system has it.
final class ReportStyle {
  static final String CSS =
      """
      :root {
        color-scheme: light dark;
        --page: #f8f8f7; --card: #ffffff; --line: #e3e3df; --text: #1d2025; --soft: #5b6169;
        --accent: #3046b5; --passed: #1d6b37; --warned: #855600; --failed: #b9211c;
        --aborted: #43484f; --infrastructure: #7336b3; --not-applicable: #6a7079;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --page: #111317; --card: #181b20; --line: #2b3038; --text: #e4e6ea; --soft: #a3aab4;
          --accent: #9db2ff; --passed: #66cf86; --warned: #e6b34a; --failed: #ff8078;
          --aborted: #b3bac4; --infrastructure: #c8a0fb; --not-applicable: #949ba6;
        }
      }
      body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
      main { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
      h1 { font-size: 1.6rem; margin: 0 0 1rem; }
      h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
      .soft, dt { color: var(--soft); }
      a { color: var(--accent); }
      a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
      table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); }
      th, td { text-align: left; vertical-align: top; padding: .35rem .75rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
      th { color: var(--soft); font-weight: 500; }
      td:first-child, .number { white-space: nowrap; }
      .number { text-align: right; font-variant-numeric: tabular-nums; }
      pre { background: var(--card); border: 1px solid var(--line); padding: .6rem .75rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
      summary { cursor: pointer; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
      dd { margin: 0; overflow-wrap: anywhere; }
      .passed { color: var(--passed); } .warned { color: var(--warned); } .failed { color: var(--failed); }
      .aborted { color: var(--aborted); } .infrastructure { color: var(--infrastructure); } .not-applicable { color: var(--not-applicable); }
      """;

  private ReportStyle() {}
}
